import { z } from 'zod'
import type { RegistryLogin } from '../../../docker/docker.ts'
import { Problem } from '../../../model/problem.ts'
import { readChallenge } from './challenge.ts'
import type { Challenge } from './challenge.ts'
import { talk, unprovenAs } from './talk.ts'
import type { Answer } from './talk.ts'
import type { Trusts } from './trust.ts'

export interface SessionOptions {
  readonly host: string
  readonly login?: RegistryLogin | undefined
  /** Milliseconds that one answer may take; 15 s when not given. */
  readonly within?: number | undefined
  /** Nobody is trusted without a certificate when not given. */
  readonly trusts?: Trusts | undefined
}

/** How it is spoken with. */
interface Way {
  readonly base: string
  readonly isUnproven: boolean
}

export interface Ask {
  /** After the registry's own address: `/v2/library/nginx/manifests/latest`. */
  readonly path: string
  readonly method?: 'GET' | 'HEAD'
  readonly accept?: string
  /** What may be read with the answer's right to ask: a repository; null for the registry itself. */
  readonly repository: string | null
  readonly cap: number
  readonly signal: AbortSignal
}

const usualWithin = 15_000
const Token = z.object({ token: z.string().optional(), access_token: z.string().optional() })
/** Bytes; some carry a list of rights. */
const tokenCap = 1_000_000

/** A talk with one registry as somebody, or as nobody. What lets us in is asked for once and kept for as long as the talk. */
export class RegistrySession {
  readonly host: string
  readonly #login: RegistryLogin | undefined
  readonly #within: number
  readonly #trusts: Trusts
  readonly #rights = new Map<string | null, string>()
  #way: Way
  /** It has answered this way: from then on there is no other. */
  #isFound = false

  constructor({ host, login, within = usualWithin, trusts = nobody }: SessionOptions) {
    this.host = host
    this.#way = { base: baseOf(host), isUnproven: false }
    this.#login = login
    this.#within = within
    this.#trusts = trusts
  }

  get base(): string {
    return this.#way.base
  }

  /** Throws `registry-down`, `registry-denied`; an image that is not there is an answer. */
  async ask(ask: Ask): Promise<Answer> {
    const first = await this.#once(ask)
    if (first.status !== 401) return this.#checked(ask, first)
    this.#rights.set(ask.repository, await this.#right(ask, readChallenge(first.headers.get('www-authenticate'))))
    return this.#checked(ask, await this.#once(ask))
  }

  async #once(ask: Ask): Promise<Answer> {
    const answer = await this.#asked(ask).catch(async (error: unknown) => {
      const other = this.#isFound ? undefined : await this.#otherWay(error)
      if (!other) throw error
      this.#way = other
      return await this.#asked(ask)
    })
    this.#isFound = true
    return answer
  }

  async #asked({ path, method = 'GET', accept, repository, cap, signal }: Ask): Promise<Answer> {
    const right = this.#rights.get(repository)
    const headers = { ...(accept === undefined ? {} : { accept }), ...(right === undefined ? {} : { authorization: right }) }
    const { base, isUnproven } = this.#way
    return await talk({ host: this.host, url: `${base}${path}`, method, headers, cap, within: this.#within, signal, isUnproven })
  }

  /** As Docker goes on with those that it trusts: with any certificate, or plainly where no HTTPS answers. */
  async #otherWay(error: unknown): Promise<Way | undefined> {
    const { base } = this.#way
    if (!(error instanceof Problem) || error.cause === undefined || !base.startsWith('https:') || !(await this.#trusts(this.host))) return undefined
    return unprovenAs(error.cause) === 'certificate' ? { base, isUnproven: true } : { base: base.replace(/^https/, 'http'), isUnproven: false }
  }

  #checked({ repository }: Ask, answer: Answer): Answer {
    const { status } = answer
    if (status === 401 || status === 403) throw this.#denied(repository, said(answer) ?? (this.#login ? `${this.#login.user} may not` : 'it is not there, or only for those who sign in'))
    if (status === 429) throw new Problem('registry-down', { host: this.host, reason: 'it is asked too often' })
    if (status >= 500) throw new Problem('registry-down', { host: this.host, reason: `it answers ${status}` })
    return answer
  }

  async #right({ repository, signal }: Ask, challenge: Challenge | null): Promise<string> {
    if (!challenge) throw this.#denied(repository, 'it asks for a sign-in of a kind that is not known here')
    if (challenge.scheme === 'bearer') return `Bearer ${await this.#token(repository, challenge, signal)}`
    if (!this.#login) throw this.#denied(repository, 'it asks who we are')
    return basic(this.#login)
  }

  async #token(repository: string | null, { realm, service, scope }: Challenge, signal: AbortSignal): Promise<string> {
    const url = await this.#realm(repository, realm)
    if (service !== null) url.searchParams.set('service', service)
    const wanted = scope ?? (repository === null ? null : `repository:${repository}:pull`)
    if (wanted !== null) url.searchParams.set('scope', wanted)
    const headers: Record<string, string> = this.#login ? { authorization: basic(this.#login) } : {}
    const isUnproven = this.#way.isUnproven && url.hostname === new URL(this.base).hostname
    const asked = { host: this.host, url: url.href, headers, cap: tokenCap, within: this.#within, signal, isUnproven }
    const answer = this.#checked({ path: '', repository, cap: tokenCap, signal }, await talk(asked))
    const read = Token.safeParse(parsed(answer.body))
    const token = read.data?.token ?? read.data?.access_token
    if (answer.status !== 200 || token === undefined) throw new Problem('registry-down', { host: this.host, reason: 'it gives no token that can be read' })
    return token
  }

  /** A password goes nowhere in the clear, but to this machine itself, and to a machine whose registry has it so already. */
  async #realm(repository: string | null, realm: string): Promise<URL> {
    const url = URL.canParse(realm) ? new URL(realm) : undefined
    const isPlain = url?.username === '' && url.password === ''
    if (url && isPlain && (url.protocol === 'https:' || (url.protocol === 'http:' && (await this.#takesPlainly(url))))) return url
    throw this.#denied(repository, `it sends us to ${realm.slice(0, 200) || 'nowhere'} to sign in, which is not safe`)
  }

  async #takesPlainly({ host, hostname }: URL): Promise<boolean> {
    if (isLoopback(this.host) || isLoopback(host)) return isLoopback(this.host) && isLoopback(host)
    return this.base.startsWith('http:') && (hostname === new URL(this.base).hostname || (await this.#trusts(host)))
  }

  #denied(repository: string | null, reason: string): Problem {
    return new Problem('registry-denied', { host: this.host, image: repository ?? 'anything', reason })
  }
}

const nobody: Trusts = async () => await Promise.resolve(false)

/** HTTP is spoken at once only with a registry on this machine itself; Docker has the same rule. */
export function baseOf(host: string): string {
  if (host === 'docker.io') return 'https://registry-1.docker.io'
  return `${isLoopback(host) ? 'http' : 'https'}://${host}`
}

export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/.test(host)
}

function basic({ user, password }: RegistryLogin): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

const Errors = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) })

/** The registry's own words, on one line. */
function said({ body }: Answer): string | undefined {
  const message = Errors.safeParse(parsed(body)).data?.errors[0]?.message
  return message
    ?.replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 200)
}

export function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}
