import { z } from 'zod'
import { EnvBody, EnvLine } from '../../model/project.ts'
import { RepositoryBody, RepositoryId, RepositoryView, RulesChange } from '../../model/preview.ts'
import { demandAll } from './connections.ts'
import type { Api, ApiContext } from './context.ts'
import { kept, told } from './env.ts'

export type RepositoryContext = Pick<ApiContext, 'previews' | 'access'>

const identified = z.object({ id: RepositoryId })
const done = z.object({ ok: z.literal(true) })
const Reveal = z.object({ reveal: z.stringbool().default(false) })
const Change = EnvBody.omit({ later: true })

/** Repositories whose pull requests become previews: their rules, and the variables of trusted ones. */
export function repositoryRoutes(api: Api, context: RepositoryContext): void {
  const { previews, access } = context
  api.get('/api/previews/repositories', { schema: { response: { 200: z.array(RepositoryView) } }, config: { policy: 'previews.read' } }, async (request) => {
    demandAll(request)
    return [...(await previews.repositories())]
  })
  api.post('/api/previews/repositories', { schema: { body: RepositoryBody, response: { 201: RepositoryView } }, config: { policy: 'previews.change' } }, async (request, reply) => {
    const { connection, path } = request.body
    const view = await previews.addRepository(connection, path)
    await access.note(request, `add repository ${path}`, view.id)
    return await reply.code(201).send(view)
  })
  api.patch('/api/previews/repositories/:id', { schema: { params: identified, body: RulesChange, response: { 200: RepositoryView } }, config: { policy: 'previews.change' } }, async (request) => {
    const view = await previews.changeRules(request.params.id, request.body)
    await access.note(request, `change ${Object.keys(request.body).join(', ')} of repository ${view.path}`, view.id)
    return view
  })
  api.delete('/api/previews/repositories/:id', { schema: { params: identified, response: { 202: done } }, config: { policy: 'previews.change' } }, async (request, reply) => {
    await previews.removeRepository(request.params.id)
    await access.note(request, 'remove repository with its previews', request.params.id)
    return await reply.code(202).send({ ok: true })
  })
  envRoutes(api, context)
}

function envRoutes(api: Api, { previews, access }: RepositoryContext): void {
  const read = { params: identified, querystring: Reveal, response: { 200: z.array(EnvLine) } }
  api.get('/api/previews/repositories/:id/env', { schema: read, config: { policy: 'previews.change' } }, async (request, reply) => {
    const { id } = request.params
    const lines = await previews.env(id, request.query.reveal)
    if (request.query.reveal) await access.note(request, 'reveal variables', id)
    return await kept(reply).send([...lines])
  })
  const change = { params: identified, body: Change, response: { 200: z.array(EnvLine) } }
  api.patch('/api/previews/repositories/:id/env', { schema: change, config: { policy: 'previews.change' } }, async (request, reply) => {
    const lines = await previews.envChange(request.params.id, request.body)
    await access.note(request, told(request.body), request.params.id)
    return await kept(reply).send([...lines])
  })
}
