import { ClaimBody, MeBody, PasswordBody, SignInBody } from '../../../src/model/api.ts'
import { PairBody } from '../../../src/model/device.ts'
import { JoinBody, JoinLookBody } from '../../../src/model/invitation.ts'
import type { JoinLook } from '../../../src/model/invitation.ts'
import { PasskeyBody, PasskeySignInBody } from '../../../src/model/passkey.ts'
import { Problem } from '../../../src/model/problem.ts'
import type { Answer, Asked, Route } from './route.ts'
import { ago } from './sample.ts'

/** Coming in, and one's own account, as the engine answers them. */

const ok = { body: { ok: true } }

function claim({ rows, body }: Asked): Answer {
  const given = ClaimBody.parse(body)
  if (given.code.toUpperCase() !== rows.claimCode) throw new Problem('claim-code', { left: 9 })
  rows.claimed = true
  Object.assign(rows.account, { name: given.name, password: given.password, open: given.open })
  return { body: rows.account.me(), session: 'begin' }
}

function signIn({ rows: { account }, body }: Asked): Answer {
  const { name, password } = SignInBody.parse(body)
  if (password !== account.password || (name !== undefined && name !== account.name)) throw new Problem('wrong-password')
  if (account.role === 'device') account.role = 'member'
  return { body: account.me(), session: 'begin' }
}

function invitation({ rows: { account } }: Asked, code: string): JoinLook {
  const found = account.invitations.get(code)
  if (!found) throw new Problem('bad-invitation')
  return found
}

function join(asked: Asked): Answer {
  const { code, name, password } = JoinBody.parse(asked.body)
  const { account } = asked.rows
  const look = invitation(asked, code)
  account.invitations.delete(code)
  Object.assign(account, { name: look.known ? look.name : name, role: look.role, password: password ?? null })
  return { body: account.me(), session: 'begin' }
}

function pair({ rows: { account }, body }: Asked): Answer {
  const { code, name } = PairBody.parse(body)
  if (!account.ways.pairing && (code === undefined || code !== account.pairingCode)) throw new Problem('pairing-code')
  Object.assign(account, { name, role: 'device' })
  return { body: account.me(), session: 'begin' }
}

function setPassword({ rows: { account }, body }: Asked): Answer {
  const { old, password } = PasswordBody.parse(body)
  if (account.password !== null && old !== account.password) throw new Problem('wrong-password')
  account.password = password
  return ok
}

function linkForMe({ rows: { account } }: Asked): Answer {
  const { id, name, role } = account
  const made = { id: 'i1', person: id, name, role, groups: [], by: name, created: ago(0), expires: ago(-15), code: 'k7dm-2wqx-p4nn-94', url: 'http://berth.localhost/join#code=k7dm-2wqx-p4nn-94' }
  return { status: 201, body: made }
}

/** As the gateway would tell it. */
function factsOf({ headers }: Asked) {
  return { scheme: 'http' as const, host: headers.host, from: '127.0.0.1', cookie: headers.cookie }
}

const passkeyRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/api\/me\/passkeys$/, answer: async ({ rows }) => ({ body: await (await rows.passkeys.book(rows.account)).list(rows.account.id) }) },
  {
    method: 'POST',
    path: /^\/api\/me\/passkeys\/options$/,
    answer: async (asked) => {
      const { options, cookie } = await (await asked.rows.passkeys.book(asked.rows.account)).askNew(asked.rows.account, factsOf(asked))
      return { body: options, cookie }
    },
  },
  {
    method: 'POST',
    path: /^\/api\/me\/passkeys$/,
    answer: async (asked) => {
      const { account, passkeys } = asked.rows
      return { status: 201, body: await (await passkeys.book(account)).add(account.id, PasskeyBody.parse(asked.body), factsOf(asked)) }
    },
  },
  {
    method: 'DELETE',
    path: /^\/api\/me\/passkeys\/([^/]+)$/,
    answer: async ({ rows: { account, passkeys }, parts: [id = ''] }) => {
      await (await passkeys.book(account)).remove(account.id, id)
      return ok
    },
  },
  {
    method: 'POST',
    path: /^\/api\/session\/passkey\/options$/,
    open: true,
    answer: async (asked) => {
      const { options, cookie } = (await asked.rows.passkeys.book(asked.rows.account)).askKnown(factsOf(asked))
      return { body: options, cookie }
    },
  },
  {
    method: 'POST',
    path: /^\/api\/session\/passkey$/,
    open: true,
    answer: async (asked) => {
      const { account, passkeys } = asked.rows
      await (await passkeys.book(account)).check(PasskeySignInBody.parse(asked.body), factsOf(asked))
      return { body: account.me(), session: 'begin' }
    },
  },
]

export const entryRoutes: readonly Route[] = [
  { method: 'POST', path: /^\/api\/claim$/, open: true, answer: claim },
  { method: 'GET', path: /^\/api\/signin$/, open: true, answer: ({ rows }) => ({ body: rows.account.ways }) },
  { method: 'POST', path: /^\/api\/session$/, open: true, answer: signIn },
  { method: 'DELETE', path: /^\/api\/session$/, open: true, answer: () => ({ ...ok, session: 'end' }) },
  { method: 'GET', path: /^\/api\/me$/, answer: ({ rows }) => ({ body: rows.account.me() }) },
  { method: 'PATCH', path: /^\/api\/me$/, answer: ({ rows, body }) => ((rows.account.name = MeBody.parse(body).name), { body: rows.account.me() }) },
  { method: 'POST', path: /^\/api\/me\/password$/, answer: setPassword },
  { method: 'GET', path: /^\/api\/me\/outside$/, answer: ({ rows }) => ({ body: rows.account.outside }) },
  { method: 'DELETE', path: /^\/api\/me\/outside\/([^/]+)$/, answer: ({ rows: { account }, parts: [id] }) => ((account.outside = account.outside.filter((each) => each.id !== id)), ok) },
  { method: 'POST', path: /^\/api\/me\/link$/, answer: linkForMe },
  { method: 'POST', path: /^\/api\/join\/look$/, open: true, answer: (asked) => ({ body: invitation(asked, JoinLookBody.parse(asked.body).code) }) },
  { method: 'POST', path: /^\/api\/join$/, open: true, answer: join },
  { method: 'POST', path: /^\/api\/pair$/, open: true, answer: pair },
  ...passkeyRoutes,
]
