import acme from 'acme-client'
import type { Authorization, Client, Order } from 'acme-client'
import type { Log } from '../../kit/log.ts'
import { until } from '../../kit/until.ts'
import type { Issued } from '../issuer.ts'
import type { Challenge, Solver } from './solver.ts'
import { plainTransport } from './transport.ts'

/** Loaded only when a certificate is asked for. */

plainTransport()

/** Milliseconds the authority may take to look, and to sign. */
const patience = 3 * 60_000
/** Milliseconds to take away what was put up, whoever waits for it. */
const cleaning = 20_000

export interface OrderOptions {
  readonly directory: string
  readonly email: string | null
  readonly accountKey: string
  readonly names: readonly string[]
  readonly solver: Solver
  readonly log: Log
  readonly signal: AbortSignal
}

interface Step {
  readonly authorization: Authorization
  readonly asked: Authorization['challenges'][number]
  readonly challenge: Challenge
}

export async function makeKey(): Promise<string> {
  return (await acme.crypto.createPrivateEcdsaKey('P-256')).toString()
}

/** One certificate for all the names, from the order to the chain. Throws what the authority says. */
export async function order(options: OrderOptions): Promise<Issued> {
  const { directory, accountKey, email, names, signal } = options
  const client = new acme.Client({ directoryUrl: directory, accountKey })
  await orAborted(enter(client, email), signal)
  const made = await orAborted(client.createOrder({ identifiers: names.map((value) => ({ type: 'dns', value })) }), signal)
  await prove(client, made, options)
  const key = await makeKey()
  const [, csr] = await acme.crypto.createCsr({ altNames: [...names] }, key)
  const signed = await settled(await orAborted(client.finalizeOrder(made, csr), signal), async (one) => await client.getOrder(one), signal)
  return { chain: await orAborted(client.getCertificate(signed), signal), key }
}

/** With the account of this key, made if there is none. The library then updates one that exists; when there is nothing to update, an authority may refuse that. */
async function enter(client: Client, email: string | null): Promise<void> {
  try {
    await client.createAccount({ termsOfServiceAgreed: true, ...(email !== null && { contact: [`mailto:${email}`] }) })
  } catch (error) {
    if (!hasAccount(client)) throw error
  }
}

function hasAccount(client: Client): boolean {
  try {
    return client.getAccountUrl() !== ''
  } catch {
    return false
  }
}

/** Shows that the names are ours; those that the authority remembers are not asked again. */
async function prove(client: Client, made: Order, { solver, log, signal }: OrderOptions): Promise<void> {
  const authorizations = await orAborted(client.getAuthorizations(made), signal)
  const steps = await Promise.all(authorizations.filter(({ status }) => status !== 'valid').map(async (authorization) => await stepOf(client, authorization, solver)))
  const challenges = steps.map(({ challenge }) => challenge)
  try {
    await solver.put(challenges, signal)
    for (const { asked } of steps) await orAborted(client.completeChallenge(asked), signal)
    for (const { authorization } of steps) await settled(authorization, async () => await refreshed(client, made, authorization), signal)
  } finally {
    // It is taken away also when everything ends now; an authority's answer does not wait for that.
    await solver.take(challenges, AbortSignal.timeout(cleaning)).catch((err: unknown) => log.warn({ err }, 'what was put up for a certificate could not be taken away'))
  }
}

async function stepOf(client: Client, authorization: Authorization, { type }: Solver): Promise<Step> {
  const asked = authorization.challenges.find((one) => one.type === type)
  if (!asked) throw new Error(`the authority does not offer ${type} for ${authorization.identifier.value}`)
  const value = await client.getChallengeKeyAuthorization(asked)
  return { authorization, asked, challenge: { domain: authorization.identifier.value, token: asked.token, value } }
}

async function refreshed(client: Client, made: Order, { url }: Authorization): Promise<Authorization> {
  const found = (await client.getAuthorizations(made)).find((one) => one.url === url)
  if (!found) throw new Error('the authority forgot what it asked')
  return found
}

/** Asks again until it is decided; throws what is wrong with it when it is not well. */
async function settled<T extends Order | Authorization>(first: T, look: (one: T) => Promise<T>, signal: AbortSignal): Promise<T> {
  const decided = async (): Promise<T | undefined> => {
    const now = await orAborted(look(first), signal)
    return now.status === 'pending' || now.status === 'processing' || now.status === 'ready' ? undefined : now
  }
  const end = await until(decided, { deadline: patience, signal, first: 500, longest: 5000 })
  if (!end) throw new Error('the authority did not decide in time')
  if (end.status === 'valid') return end
  throw new Error(complaintOf(end) ?? `the authority says ${end.status}`)
}

/** Authorities say in the challenge, or in the order, what they did not like (RFC 8555, 6.7). */
function complaintOf(one: Order | Authorization): string | undefined {
  const errors: readonly unknown[] = 'challenges' in one ? one.challenges.map((challenge) => ('error' in challenge ? challenge.error : undefined)) : [one.error]
  return errors.map((error) => (typeof error === 'object' && error !== null && 'detail' in error ? String(error.detail) : undefined)).find((detail) => detail !== undefined)
}

/** The library cannot be told to stop: nobody waits for it any longer. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const end = (): void => reject(signal.reason as Error)
  if (signal.aborted) end()
  signal.addEventListener('abort', end, { once: true })
  return await Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', end))
}
