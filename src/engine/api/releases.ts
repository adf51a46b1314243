import { z } from 'zod'
import { Deploying, ReleaseView, RollbackBody } from '../../model/project.ts'
import type { Api } from './context.ts'
import { named, own } from './ownproject.ts'
import type { ProjectContext } from './ownproject.ts'

/** What a project became, and going back to it. */
export function releaseRoutes(api: Api, context: ProjectContext): void {
  const { projects, access } = context
  api.get('/api/projects/:name/releases', { schema: { params: named, response: { 200: z.array(ReleaseView) } }, config: { policy: 'projects.read' } }, async (request) => {
    return [...(await projects.releases((await own(context, request)).name))]
  })
  const rollback = { params: named, body: RollbackBody.nullish(), response: { 202: Deploying } }
  api.post('/api/projects/:name/rollback', { schema: rollback, config: { policy: 'projects.deploy' } }, async (request, reply) => {
    const { name, person } = await own(context, request)
    const release = request.body?.release ?? null
    const deploying = await projects.rollback(name, release, person)
    await access.note(request, release === null ? 'roll back' : `roll back to release ${release}`, name)
    return await reply.code(202).send(deploying)
  })
}
