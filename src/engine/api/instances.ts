import { z } from 'zod'
import { Accepted, ChangeBody, InstallBody } from '../../model/api.ts'
import { HistoryLine, InstanceView } from '../../model/instance.ts'
import { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import type { Person } from '../../access/person.ts'
import { isOpen, seenBy } from '../sight.ts'
import type { Api, ApiContext } from './context.ts'
import { demandInspect } from './inspect.ts'

const named = z.object({ name: InstanceName })
const done = z.object({ ok: z.literal(true) })

/** Instances: what is here, and what a person may ask of it. */
export function instanceRoutes(api: Api, context: ApiContext): void {
  const { intents, views, view, db, access } = context
  const one = async (name: InstanceName, person: Person): Promise<InstanceView> => {
    const found = seenBy(person, view(name), await isOpen(access))
    if (!found) throw new Problem('not-found', { what: 'app', name })
    return found
  }
  api.get('/api/instances', { schema: { response: { 200: z.array(InstanceView) } }, config: { policy: 'instances.read' } }, async ({ person }) => {
    const open = await isOpen(access)
    return views().flatMap((each) => seenBy(person, each, open) ?? [])
  })
  api.get('/api/instances/:name', { schema: { params: named, response: { 200: InstanceView } }, config: { policy: 'instances.read' } }, (request) => one(request.params.name, request.person))
  api.get('/api/instances/:name/history', { schema: { params: named, response: { 200: z.array(HistoryLine) } }, config: { policy: 'instances.read' } }, async (request) => {
    await demandInspect(context, request.person, request.params.name)
    return [...(await db.history.list(request.params.name, 200))]
  })
  api.get('/api/instances/:name/icon', { schema: { params: named }, config: { policy: 'instances.read' } }, async (request, reply) => {
    await one(request.params.name, request.person)
    const { type, bytes } = await context.installed.icon(request.params.name)
    return await reply.header('content-type', type).header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'").send(bytes)
  })
  api.post('/api/instances', { schema: { body: InstallBody, response: { 202: Accepted } }, config: { policy: 'instances.install' } }, async (request, reply) => {
    const accepted = await intents.install(request.body)
    await access.note(request, 'install', accepted.instance)
    return await reply.code(202).send(accepted)
  })
  api.patch('/api/instances/:name', { schema: { params: named, body: ChangeBody, response: { 200: InstanceView } }, config: { policy: 'instances.change' } }, async (request) => {
    const { title, mode, policy, lifecycle, domains, grants, updates } = await intents.change(request.params.name, request.body)
    await access.note(request, `change ${Object.keys(request.body).join(', ')}`, request.params.name)
    // Its runner has not reported yet.
    return { ...(await one(request.params.name, request.person)), title, mode, policy, lifecycle, domains, grants, updates }
  })
  api.delete('/api/instances/:name', { schema: { params: named, response: { 202: done } }, config: { policy: 'instances.remove' } }, async (request, reply) => {
    await intents.remove(request.params.name)
    await access.note(request, 'remove', request.params.name)
    return await reply.code(202).send({ ok: true })
  })
  for (const verb of ['start', 'stop', 'retry'] as const) {
    api.post(`/api/instances/:name/${verb}`, { schema: { params: named, response: { 202: done } }, config: { policy: 'instances.run' } }, async (request, reply) => {
      await intents[verb](request.params.name)
      await access.note(request, verb, request.params.name)
      return await reply.code(202).send({ ok: true })
    })
  }
}
