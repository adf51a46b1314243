import { AttachBody, DataService, Deploying } from '../../model/project.ts'
import type { Api } from './context.ts'
import { named, own } from './ownproject.ts'
import type { ProjectContext } from './ownproject.ts'

const attached = named.extend({ service: DataService.shape.name })

/** Databases of a project. */
export function serviceRoutes(api: Api, context: ProjectContext): void {
  const { projects, access } = context
  api.post('/api/projects/:name/services', { schema: { params: named, body: AttachBody, response: { 202: Deploying } }, config: { policy: 'projects.change' } }, async (request, reply) => {
    const { name, person } = await own(context, request)
    const deploying = await projects.attach(name, request.body, person)
    await access.note(request, `attach ${request.body.kind}`, name)
    return await reply.code(202).send(deploying)
  })
  api.delete('/api/projects/:name/services/:service', { schema: { params: attached, response: { 202: Deploying } }, config: { policy: 'projects.change' } }, async (request, reply) => {
    const { name, person } = await own(context, request)
    const deploying = await projects.detach(name, request.params.service, person)
    await access.note(request, `detach ${request.params.service}`, name)
    return await reply.code(202).send(deploying)
  })
}
