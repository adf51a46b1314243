import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { seesAll } from '../../access/may.ts'
import { ConnectionBody, ConnectionId, ConnectionMade, ConnectionView, ManifestBody, ManifestForm } from '../../model/preview.ts'
import { asProblem, Problem } from '../../model/problem.ts'
import { consoleBase } from './base.ts'
import type { ConsolePlace } from './base.ts'
import type { Api, ApiContext } from './context.ts'
import { somebody } from './person.ts'

export type ConnectionContext = ConsolePlace & Pick<ApiContext, 'previews' | 'access' | 'log' | 'locals'>

const identified = z.object({ id: ConnectionId })
const done = z.object({ ok: z.literal(true) })
const Answer = z.object({ code: z.string().max(500).default(''), state: z.string().max(500).default('') })
/** The console's page of connections. */
const page = '/previews/connections'

/** Who sends webhooks: accounts at GitHub, GitLab, Gitea, Launchpad. */
export function connectionRoutes(api: Api, context: ConnectionContext): void {
  const { previews, access } = context
  api.get('/api/previews/connections', { schema: { response: { 200: z.array(ConnectionView) } }, config: { policy: 'previews.read' } }, async (request) => {
    demandAll(request)
    return [...(await previews.connections())]
  })
  api.post('/api/previews/connections', { schema: { body: ConnectionBody, response: { 201: ConnectionMade } }, config: { policy: 'previews.change' } }, async (request, reply) => {
    const made = await previews.connect(request.body, somebody(request))
    await access.note(request, `connect ${made.connection.url}`, made.connection.id)
    return await reply.code(201).header('cache-control', 'no-store').send(made)
  })
  api.delete('/api/previews/connections/:id', { schema: { params: identified, response: { 202: done } }, config: { policy: 'previews.change' } }, async (request, reply) => {
    await previews.disconnect(request.params.id)
    await access.note(request, 'disconnect', request.params.id)
    return await reply.code(202).send({ ok: true })
  })
  appRoutes(api, context)
}

/** A GitHub App by its manifest: the browser posts the form to GitHub, and comes back with a code. */
function appRoutes(api: Api, context: ConnectionContext): void {
  const { previews, access, log } = context
  api.post('/api/previews/connections/github', { schema: { body: ManifestBody, response: { 200: ManifestForm } }, config: { policy: 'previews.change' } }, async (request, reply) => {
    const form = await previews.manifest(request.body, consoleBase(request, context), somebody(request))
    await access.note(request, 'begin to connect as a GitHub App', request.body.url ?? 'https://github.com')
    return await reply.header('cache-control', 'no-store').send(form)
  })
  api.get('/api/previews/connections/github/done', { schema: { hide: true, querystring: Answer }, config: { policy: 'previews.change' } }, async (request, reply) => {
    const { code, state } = request.query
    const away = await previews.manifested(code, state).catch((error: unknown) => {
      const { code: why } = asProblem(error)
      log.warn({ err: error }, 'GitHub was not connected')
      return `${page}?problem=${why}`
    })
    await access.note(request, 'connect as a GitHub App', 'github', /[?&]problem=([\w-]+)/.exec(away)?.[1] ?? 'ok')
    return await reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').redirect(away)
  })
}

/** Members may see previews, not what they are connected with. Throws `forbidden`. */
export function demandAll({ person }: Pick<FastifyRequest, 'person'>): void {
  if (!seesAll(person)) throw new Problem('forbidden')
}
