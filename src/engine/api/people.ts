import { z } from 'zod'
import { DeviceId } from '../../model/device.ts'
import { SessionView } from '../../model/api.ts'
import { GroupBody, GroupName, GroupView, PersonBody, PersonId, PersonView, Role } from '../../model/person.ts'
import { forgetGroup, inheritProjects } from '../policies.ts'
import type { Api, ApiContext } from './context.ts'

const identified = z.object({ id: PersonId })
const named = z.object({ name: GroupName })
const done = z.object({ ok: z.literal(true) })
const Names = z.object({
  people: z.array(z.object({ id: PersonId, name: z.string(), role: Role })),
  groups: z.array(GroupName),
  devices: z.array(z.object({ id: DeviceId, name: z.string() })),
})

/** People and their groups. */
export function peopleRoutes(api: Api, { access, db, intents, projects }: ApiContext): void {
  const { people, groups, devices, sessions } = access
  api.get('/api/people', { schema: { response: { 200: z.array(PersonView) } }, config: { policy: 'people.read' } }, async () => await people.list())
  api.patch('/api/people/:id', { schema: { params: identified, body: PersonBody, response: { 200: PersonView } }, config: { policy: 'people.change' } }, async (request) => {
    const view = await people.change(request.person, request.params.id, request.body)
    await access.crowd.tell()
    await access.note(request, `change ${Object.keys(request.body).join(', ')} of ${view.name} (${view.role})`, view.id)
    return view
  })
  api.delete('/api/people/:id', { schema: { params: identified, response: { 200: done } }, config: { policy: 'people.change' } }, async (request) => {
    const { name } = await people.remove(request.person, request.params.id)
    await access.crowd.tell()
    await access.note(request, `remove ${name}`, request.params.id)
    return { ok: true as const }
  })
  api.get('/api/people/:id/sessions', { schema: { params: identified, response: { 200: z.array(SessionView) } }, config: { policy: 'people.read' } }, async ({ person, params }) => {
    await people.get(params.id)
    return await sessions.list(params.id, person.kind === 'person' ? person.session : undefined)
  })
  api.get('/api/groups', { schema: { response: { 200: z.array(GroupView) } }, config: { policy: 'people.read' } }, async () => await groups.list())
  api.post('/api/groups', { schema: { body: GroupBody, response: { 201: GroupView } }, config: { policy: 'people.change' } }, async (request, reply) => {
    await groups.add(request.body.name)
    await access.note(request, 'add group', request.body.name)
    return await reply.code(201).send({ name: request.body.name, people: [] })
  })
  api.delete('/api/groups/:name', { schema: { params: named, response: { 200: done } }, config: { policy: 'people.change' } }, async (request) => {
    await groups.remove(request.params.name)
    await forgetGroup(request.params.name, { db, intents })
    await inheritProjects(request.params.name, projects)
    await access.crowd.tell()
    await access.note(request, 'remove group', request.params.name)
    return { ok: true as const }
  })
  api.get('/api/names', { schema: { response: { 200: Names } }, config: { policy: 'people.read' } }, async () => {
    const known = (await db.people.all()).map(({ id, name, role }) => ({ id, name, role }))
    return { people: known, groups: await db.groups.all(), devices: (await devices.list()).map(({ id, name }) => ({ id, name })) }
  })
}
