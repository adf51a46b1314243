import { z } from 'zod'
import { Accepted } from '../../model/api.ts'
import { InstanceDetails } from '../../model/instance.ts'
import { InstanceName } from '../../model/names.ts'
import { UpdateBody, UpdateView } from '../../model/update.ts'
import type { Api, ApiContext } from './context.ts'

const named = z.object({ name: InstanceName })

/** Versions of an instance: what is offered and what changes, updating, going back; and what it consists of. */
export function updateRoutes(api: Api, { installed, intents, access }: ApiContext): void {
  api.get(
    '/api/instances/:name/details',
    { schema: { params: named, response: { 200: InstanceDetails } }, config: { policy: 'instances.inspect' } },
    async (request) => await installed.details(request.params.name),
  )
  api.get(
    '/api/instances/:name/update',
    { schema: { params: named, response: { 200: UpdateView } }, config: { policy: 'instances.inspect' } },
    async (request) => await installed.update(request.params.name),
  )
  api.post('/api/instances/:name/update', { schema: { params: named, body: UpdateBody, response: { 202: Accepted } }, config: { policy: 'instances.update' } }, async (request, reply) => {
    const accepted = await intents.update(request.params.name, request.body)
    await access.note(request, 'update', request.params.name)
    return await reply.code(202).send(accepted)
  })
  api.post('/api/instances/:name/rollback', { schema: { params: named, response: { 202: Accepted } }, config: { policy: 'instances.update' } }, async (request, reply) => {
    const accepted = await intents.rollback(request.params.name)
    await access.note(request, 'go back', request.params.name)
    return await reply.code(202).send(accepted)
  })
}
