import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { KeyOwner } from '../../access/keys/book.ts'
import { Problem } from '../../model/problem.ts'
import { SshKeyBody, SshKeyId, SshKeyView } from '../../model/sshkey.ts'
import type { Api } from './context.ts'
import { named, own } from './ownproject.ts'
import type { ProjectContext } from './ownproject.ts'
import { somebody } from './person.ts'

const identified = z.object({ id: SshKeyId })
const ofProject = named.extend({ id: SshKeyId })
const done = z.object({ ok: z.literal(true) })

/** SSH keys that may push: one's own, and those of a project. */
export function keyRoutes(api: Api, context: ProjectContext): void {
  ownKeyRoutes(api, context)
  deployKeyRoutes(api, context)
}

function ownKeyRoutes(api: Api, { access }: ProjectContext): void {
  const whose = (request: FastifyRequest): KeyOwner => ({ kind: 'person', id: somebody(request).id })
  api.get('/api/keys', { schema: { response: { 200: z.array(SshKeyView) } }, config: { policy: 'keys.read' } }, async (request) => await access.keys.list(somebody(request).id))
  api.post('/api/keys', { schema: { body: SshKeyBody, response: { 201: z.array(SshKeyView) } }, config: { policy: 'keys.change' } }, async (request, reply) => {
    if (!(await access.claimed())) throw new Problem('unclaimed')
    const keys = await access.keys.add(whose(request), request.body, request.person)
    for (const { fingerprint, id } of keys) await access.note(request, `add SSH key ${fingerprint}`, id)
    return await reply.code(201).send(keys)
  })
  api.delete('/api/keys/:id', { schema: { params: identified, response: { 200: done } }, config: { policy: 'keys.change' } }, async (request) => {
    const { fingerprint, id } = await access.keys.remove(whose(request), request.params.id)
    await access.note(request, `remove SSH key ${fingerprint}`, id)
    return { ok: true as const }
  })
}

function deployKeyRoutes(api: Api, context: ProjectContext): void {
  const { access } = context
  api.get('/api/projects/:name/keys', { schema: { params: named, response: { 200: z.array(SshKeyView) } }, config: { policy: 'keys.read' } }, async (request) => {
    return await access.keys.listOf((await own(context, request)).name)
  })
  api.post('/api/projects/:name/keys', { schema: { params: named, body: SshKeyBody, response: { 201: z.array(SshKeyView) } }, config: { policy: 'keys.change' } }, async (request, reply) => {
    const { name } = await own(context, request)
    const added = await access.keys.add({ kind: 'project', name }, request.body, request.person)
    for (const { fingerprint } of added) await access.note(request, `add deploy key ${fingerprint}`, name)
    return await reply.code(201).send(added)
  })
  api.delete('/api/projects/:name/keys/:id', { schema: { params: ofProject, response: { 200: done } }, config: { policy: 'keys.change' } }, async (request) => {
    const { name } = await own(context, request)
    const { fingerprint } = await access.keys.remove({ kind: 'project', name }, request.params.id)
    await access.note(request, `remove deploy key ${fingerprint}`, name)
    return { ok: true as const }
  })
}
