import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Made } from '../../access/invitations.ts'
import { Me } from '../../model/api.ts'
import { InvitationBody, InvitationMade, InvitationView, JoinBody, JoinLook, JoinLookBody } from '../../model/invitation.ts'
import { PersonId } from '../../model/person.ts'
import { Problem } from '../../model/problem.ts'
import { consoleBase } from './base.ts'
import type { Api, ApiContext } from './context.ts'
import { factsOf } from './facts.ts'

const identified = z.object({ id: z.string().max(40) })
const someone = z.object({ id: PersonId })
const done = z.object({ ok: z.literal(true) })

/** Links that let somebody in once: making, taking back and using them. */
export function invitationRoutes(api: Api, context: ApiContext): void {
  const { access, locals } = context
  const { invitations } = access
  const shown = (request: FastifyRequest, { view, code }: Made): InvitationMade => ({ ...view, code, url: `${consoleBase(request, context)}/join#code=${code}` })
  api.get('/api/invitations', { schema: { response: { 200: z.array(InvitationView) } }, config: { policy: 'people.read' } }, async () => await invitations.list())
  api.post('/api/invitations', { schema: { body: InvitationBody, response: { 201: InvitationMade } }, config: { policy: 'people.change' } }, async (request, reply) => {
    const made = await invitations.invite(request.person, request.body)
    await access.note(request, `invite ${made.view.name ?? 'somebody'} as ${made.view.role}`, made.view.id)
    return await reply.code(201).send(shown(request, made))
  })
  api.delete('/api/invitations/:id', { schema: { params: identified, response: { 200: done } }, config: { policy: 'people.change' } }, async (request) => {
    await invitations.revoke(request.person, request.params.id)
    await access.note(request, 'take back invitation', request.params.id)
    return { ok: true as const }
  })
  api.post('/api/people/:id/link', { schema: { params: someone, response: { 201: InvitationMade } }, config: { policy: 'people.change' } }, async (request, reply) => {
    const made = await invitations.wayBack(request.person, request.params.id)
    await access.note(request, `make a sign-in link for ${made.view.name ?? ''}`, request.params.id)
    return await reply.code(201).send(shown(request, made))
  })
  api.post('/api/me/link', { schema: { response: { 201: InvitationMade } }, config: { policy: 'person.change' } }, async (request, reply) => {
    const { person } = request
    if (person.kind !== 'person' || person.via === 'token') throw new Problem('forbidden')
    const made = await invitations.wayBack(person, person.id)
    await access.note(request, 'make a sign-in link for another device', person.id)
    return await reply.code(201).send(shown(request, made))
  })
  api.post('/api/join/look', { schema: { body: JoinLookBody, response: { 200: JoinLook } }, config: { policy: 'visitor' } }, async (request) => {
    return await access.lookAtInvitation(request.body.code, factsOf(request, locals))
  })
  api.post('/api/join', { schema: { body: JoinBody, response: { 200: Me } }, config: { policy: 'visitor' } }, async (request, reply) => {
    const { me, cookie } = await access.join(request.body, factsOf(request, locals))
    return await reply.header('set-cookie', cookie).send(me)
  })
}
