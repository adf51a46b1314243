import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { mayProject } from '../../access/mayproject.ts'
import { Problem } from '../../model/problem.ts'
import { EnvAnswer, EnvBody, EnvImport, EnvLine } from '../../model/project.ts'
import type { Api } from './context.ts'
import { named, own } from './ownproject.ts'
import type { ProjectContext } from './ownproject.ts'

const Reveal = z.object({ reveal: z.stringbool().default(false) })

/** The variables of a project. Their values are shown only to those who may change them, and nowhere else. */
export function envRoutes(api: Api, context: ProjectContext): void {
  const { projects, access } = context
  api.get('/api/projects/:name/env', { schema: { params: named, querystring: Reveal, response: { 200: z.array(EnvLine) } }, config: { policy: 'projects.read' } }, async (request, reply) => {
    const { name, person, project } = await own(context, request)
    const { reveal } = request.query
    if (reveal && !mayProject(person, project, 'projects.change')) throw new Problem('forbidden')
    const lines = await projects.env(name, reveal)
    if (reveal) await access.note(request, 'reveal variables', name)
    return await kept(reply).send([...lines])
  })
  api.patch('/api/projects/:name/env', { schema: { params: named, body: EnvBody, response: { 200: EnvAnswer } }, config: { policy: 'projects.change' } }, async (request, reply) => {
    const { name, person } = await own(context, request)
    const answer = await projects.envChange(name, request.body, person)
    await access.note(request, told(request.body), name)
    return await kept(reply).send(answer)
  })
  api.post('/api/projects/:name/env/import', { schema: { params: named, body: EnvImport, response: { 200: EnvAnswer } }, config: { policy: 'projects.change' } }, async (request, reply) => {
    const { name, person } = await own(context, request)
    const answer = await projects.envImport(name, request.body.text, request.body.later, person)
    await access.note(request, 'import variables', name)
    return await kept(reply).send(answer)
  })
}

/** Nobody in between keeps it. */
export function kept<R extends FastifyReply>(reply: R): R {
  reply.header('cache-control', 'no-store')
  return reply
}

/** For the audit: names, never a value. */
export function told({ set, unset }: Pick<z.output<typeof EnvBody>, 'set' | 'unset'>): string {
  const names = (what: string, list: readonly string[]): string[] => (list.length > 0 ? [`${what} ${list.join(', ')}`] : [])
  return [...names('set', Object.keys(set)), ...names('unset', unset)].join('; ').slice(0, 500) || 'change variables'
}
