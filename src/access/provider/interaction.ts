import type { IncomingMessage, ServerResponse } from 'node:http'
import type { default as Provider, InteractionResults } from 'oidc-provider'
import type { LocalDb } from '../../localdb/localdb.ts'
import type { Person } from '../person.ts'
import type { Accounts } from './accounts.ts'
import { mount } from './addresses.ts'

export interface InteractionTools {
  readonly db: Pick<LocalDb, 'sessions'>
  readonly accounts: Accounts
  /** Who is signed in at the console with this request. */
  readonly who: (request: IncomingMessage) => Promise<Person>
  /** A line of the audit. */
  readonly note: (person: Person, action: string, object: string, result: string) => Promise<void>
}

/**
 * An app asks who is there. Nobody is asked to consent: the apps are the machine's own. Whoever is signed in at the
 * console is who they are; a stranger signs in first; a device is nobody in particular, and who may not use the app is refused.
 */
export async function interact(provider: Provider, tools: InteractionTools, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = await provider.interactionDetails(request, response)
  const { uid, params } = asked
  const person = await tools.who(request)
  if (person.kind === 'anonymous') return goTo(response, `/signin?next=${encodeURIComponent(`${mount}/interaction/${uid}`)}`)
  const app = String(params['client_id'])
  const result = await answerTo(person, app, oldestFor(asked), tools)
  await tools.note(person, 'sign in to app', app, result.error ?? 'ok')
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}

/** Epoch seconds: before then a sign-in is not as new as the app wants it. */
function oldestFor({ prompt, params, iat }: { readonly prompt: { readonly reasons: readonly string[] }; readonly params: Readonly<Record<string, unknown>>; readonly iat: number }): number {
  if (prompt.reasons.includes('login_prompt')) return iat
  return params['max_age'] === undefined ? 0 : iat - Number(params['max_age'])
}

/** `notBefore`: epoch seconds; an older sign-in is not what the app asked for. */
async function answerTo(person: Exclude<Person, { kind: 'anonymous' }>, app: string, notBefore: number, { db, accounts }: InteractionTools): Promise<InteractionResults & { error?: string }> {
  if (person.kind === 'device') return { error: 'access_denied', error_description: 'this is a shared device; somebody must sign in on it first' }
  const session = person.session === undefined ? undefined : await db.sessions.get(person.session)
  if (!session || !(await accounts.find(person.id, app))) return { error: 'access_denied', error_description: 'this person may not use this app' }
  const ts = Math.floor(Date.parse(session.created) / 1000)
  if (ts < notBefore) return { error: 'login_required', error_description: 'this app wants a new sign-in: sign out of the console first' }
  return { login: { accountId: person.id, ts, remember: false } }
}

function goTo(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store', 'content-length': 0 }).end()
}
