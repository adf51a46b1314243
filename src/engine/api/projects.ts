import { z } from 'zod'
import { mayProject } from '../../access/mayproject.ts'
import type { SomePerson } from '../../access/person.ts'
import type { LocalDb } from '../../localdb/localdb.ts'
import { ConfirmBody } from '../../model/api.ts'
import { Problem } from '../../model/problem.ts'
import { ProjectBody, ProjectChange, ProjectView } from '../../model/project.ts'
import type { ProjectOwner } from '../../model/project.ts'
import type { Api } from './context.ts'
import { named, own } from './ownproject.ts'
import type { ProjectContext } from './ownproject.ts'
import { somebody } from './person.ts'

const done = z.object({ ok: z.literal(true) })

/** Projects: git repositories here, each of somebody or of a group. */
export function projectRoutes(api: Api, context: ProjectContext): void {
  const { projects, access, db } = context
  api.get('/api/projects', { schema: { response: { 200: z.array(ProjectView) } }, config: { policy: 'projects.read' } }, async ({ person }) => {
    return (await projects.views()).filter((view) => mayProject(person, view))
  })
  api.post('/api/projects', { schema: { body: ProjectBody, response: { 201: ProjectView } }, config: { policy: 'projects.create' } }, async (request, reply) => {
    const person = somebody(request)
    const { name, branch = null, owner = { kind: 'person', id: person.id } } = request.body
    await demandOwner(db, person, owner)
    const view = await projects.create({ name, branch, owner })
    await access.note(request, 'create project', name)
    return await reply.code(201).send(view)
  })
  api.get('/api/projects/:name', { schema: { params: named, response: { 200: ProjectView } }, config: { policy: 'projects.read' } }, async (request) => (await own(context, request)).project)
  api.patch('/api/projects/:name', { schema: { params: named, body: ProjectChange, response: { 200: ProjectView } }, config: { policy: 'projects.change' } }, async (request) => {
    const { name, person } = await own(context, request)
    await demandChange(context, person, request.body)
    const view = await projects.change(name, request.body)
    await access.note(request, `change ${Object.keys(request.body).join(', ')} of project`, name)
    return view
  })
  api.delete('/api/projects/:name', { schema: { params: named, body: ConfirmBody, response: { 202: done } }, config: { policy: 'projects.change' } }, async (request, reply) => {
    const { name } = await own(context, request)
    if (request.body.confirm !== name) throw new Problem('confirm-project', { name })
    await projects.remove(name)
    await access.keys.recheck()
    await access.note(request, 'remove project', name)
    return await reply.code(202).send({ ok: true })
  })
}

/** Grants reach beyond an app: they are for those who run the machine. Throws `forbidden`, `not-found`. */
async function demandChange({ access, db }: Pick<ProjectContext, 'access' | 'db'>, person: SomePerson, { owner, grants }: z.output<typeof ProjectChange>): Promise<void> {
  if (grants && !access.may(person, 'instances.change')) throw new Problem('forbidden')
  if (owner) await demandOwner(db, person, owner)
}

/** It is handed only to somebody who is there, and by members only to their own. Throws `forbidden`, `not-found`. */
async function demandOwner(db: LocalDb, person: SomePerson, owner: ProjectOwner): Promise<void> {
  if (!mayProject(person, { owner }, 'projects.change')) throw new Problem('forbidden')
  if (owner.kind === 'group' && !(await db.groups.all()).includes(owner.name)) throw new Problem('not-found', { what: 'group', name: owner.name })
  const isSelf = owner.kind === 'person' && owner.id === person.id
  if (owner.kind === 'person' && !isSelf && !(await db.people.get(owner.id))) throw new Problem('not-found', { what: 'person', name: owner.id })
}
