import { z } from 'zod'
import type { SomePerson } from '../../access/person.ts'
import { PasskeyBook } from '../../access/passkeys/book.ts'
import { systemClock } from '../../kit/clock.ts'
import { Me } from '../../model/api.ts'
import { PasskeyBody, PasskeyOptions, PasskeySignInBody, PasskeyView } from '../../model/passkey.ts'
import { asProblem, Problem } from '../../model/problem.ts'
import type { RequestFacts, Person } from '../../access/person.ts'
import type { Api, ApiContext } from './context.ts'
import { factsOf } from './facts.ts'

const done = z.object({ ok: z.literal(true) })
/** WebAuthn allows ids of 1023 bytes; in base64url they are a third longer. */
const identified = z.object({ id: z.string().max(1400) })

/** A person's own passkeys, and signing in with one. */
export function passkeyRoutes(api: Api, context: ApiContext): void {
  const book = new PasskeyBook({ db: context.db, clock: systemClock, key: context.access.key })
  ownRoutes(api, context, book)
  signInRoutes(api, context, book)
}

function ownRoutes(api: Api, { access, locals }: ApiContext, book: PasskeyBook): void {
  api.get('/api/me/passkeys', { schema: { response: { 200: z.array(PasskeyView) } }, config: { policy: 'person.read' } }, async ({ person }) => await book.list(personIn(person).id))
  api.post('/api/me/passkeys/options', { schema: { response: { 200: PasskeyOptions } }, config: { policy: 'person.change' } }, async (request, reply) => {
    const { options, cookie } = await book.askNew(holderIn(request.person), factsOf(request, locals))
    return await reply.header('set-cookie', cookie).header('cache-control', 'no-store').send(options)
  })
  api.post('/api/me/passkeys', { schema: { body: PasskeyBody, response: { 201: PasskeyView } }, config: { policy: 'person.change' } }, async (request, reply) => {
    const added = await book.add(holderIn(request.person).id, request.body, factsOf(request, locals))
    await access.note(request, 'add passkey', added.label)
    return await reply.code(201).send(added)
  })
  api.delete('/api/me/passkeys/:id', { schema: { params: identified, response: { 200: done } }, config: { policy: 'person.change' } }, async (request) => {
    const removed = await book.remove(holderIn(request.person).id, request.params.id)
    await access.note(request, 'remove passkey', removed.label)
    return { ok: true as const }
  })
}

function signInRoutes(api: Api, { access, locals }: ApiContext, book: PasskeyBook): void {
  api.post('/api/session/passkey/options', { schema: { response: { 200: PasskeyOptions } }, config: { policy: 'visitor' } }, async (request, reply) => {
    const { options, cookie } = book.askKnown(factsOf(request, locals))
    return await reply.header('set-cookie', cookie).header('cache-control', 'no-store').send(options)
  })
  api.post('/api/session/passkey', { schema: { body: PasskeySignInBody, response: { 200: Me } }, config: { policy: 'visitor' } }, async (request, reply) => {
    const facts = factsOf(request, locals)
    access.brakes.check('sign-in', facts)
    const id = await book.check(request.body, facts).catch((thrown: unknown) => refuse(asProblem(thrown), request, facts))
    const { me, cookie } = await access.signInAs(id, facts, 'passkey')
    return await reply.header('set-cookie', cookie).send(me)
  })

  /** What is late is nobody's attack; what is wrong counts as a wrong password does. */
  async function refuse(problem: Problem, who: { readonly person: Person }, { from }: RequestFacts): Promise<never> {
    if (problem.code === 'passkey-wrong' || problem.code === 'passkey-copied') {
      await access.brakes.failed('sign-in', { from })
      await access.note(who, 'sign in', 'passkey', problem.code)
    }
    throw problem
  }
}

/** A device has no account of its own. */
function personIn(person: Person): SomePerson {
  if (person.kind !== 'person') throw new Problem('forbidden')
  return person
}

/** A token ends or is taken back: what it makes must not outlive it, so it makes no keys. */
function holderIn(person: Person): SomePerson {
  const found = personIn(person)
  if (found.via === 'token') throw new Problem('forbidden')
  return found
}
