import type { z } from 'zod'
import type { CloneSource, OpenClient, ProviderClient, ProviderOptions, PullFacts, RepositoryFacts, StatusAnswer } from '../provider.ts'
import { providerNames } from '../api/names.ts'
import { denied } from '../api/refusal.ts'
import { Rest } from '../api/rest.ts'
import { Membership, page, Proposal, proposalFacts, RefAnswer, Repository, sourceOf } from './answers.ts'
import { putComment } from './comments.ts'
import { proofOf } from './oauth.ts'
import { personOf } from './paths.ts'
import { putReport } from './reports.ts'

/** Pages of a list that are read. */
const mostPages = 50

export const openLaunchpad: OpenClient = async (options) => await Promise.resolve(new LaunchpadClient(options))

/**
 * Launchpad, as far as its API goes: it has no labels and no deployments, says of a tip neither who pushed it nor when, and
 * git of private repositories cannot be fetched over HTTPS with a token of its API.
 */
class LaunchpadClient implements ProviderClient {
  readonly #options: ProviderOptions
  readonly #rest: Rest

  constructor(options: ProviderOptions) {
    const provider = providerNames.launchpad
    const { token } = options.secrets
    if (token === null) throw denied(provider, 'connection', 'there is no token')
    this.#options = options
    this.#rest = new Rest({ ...options, provider, base: options.connection.api, headers: { authorization: proofOf(token) } })
  }

  async pull(path: string, number: number): Promise<PullFacts | null> {
    const proposal = await this.#rest.get(`/${path}/+merge/${number}`, Proposal)
    return proposal === null ? null : await this.#facts(proposal, await this.#now(path))
  }

  async openPulls(path: string): Promise<readonly PullFacts[] | null> {
    const proposals = await this.#all(`/${path}/landing_candidates`, Proposal)
    if (proposals === null) return null
    const [now, facts]: [string, PullFacts[]] = [await this.#now(path), []]
    for (const proposal of proposals) facts.push(...[await this.#facts(proposal, now)].filter((one) => one?.open === true).filter((one) => one !== null))
    return facts
  }

  async branch(path: string, branch: string): ReturnType<ProviderClient['branch']> {
    const tip = await this.#tip(path, `refs/heads/${branch}`)
    return tip === null ? null : { commit: tip, author: 'ghost', title: '', known: await this.#now(path) }
  }

  async repository(path: string): Promise<RepositoryFacts | null> {
    const found = await this.#rest.get(`/${path}`, Repository)
    return found === null ? null : { path: found.unique_name, remote: null }
  }

  /** Its owner, or a member of the team that owns it; finer rules of single branches are not asked for. */
  async mayRun(path: string, login: string): Promise<boolean> {
    const found = await this.#rest.get(`/${path}`, Repository)
    if (found === null) return false
    const owner = personOf(found.owner_link)
    if (owner === login) return true
    const membership = await this.#rest.get(`/~${encodeURIComponent(owner)}/+member/${encodeURIComponent(login)}`, Membership)
    return membership !== null && ['Approved', 'Administrator'].includes(membership.status)
  }

  /** Of a merge proposal it is the branch that it comes from: Launchpad keeps no refs of proposals. */
  async source(path: string, what: { readonly pull: number } | { readonly branch: string }): Promise<CloneSource> {
    if ('branch' in what) return { url: this.#git(path), ref: `refs/heads/${what.branch}`, header: null }
    const proposal = await this.#rest.get(`/${path}/+merge/${what.pull}`, Proposal)
    const source = proposal === null ? null : sourceOf(proposal)
    if (source === null) throw denied(this.#rest.provider, 'request', `there is no merge proposal ${what.pull} of ${path} any more`)
    return { url: this.#git(source.repository), ref: source.ref, header: null }
  }

  async comment(path: string, number: number, comment: Parameters<ProviderClient['comment']>[2]): Promise<string> {
    return await putComment(this.#rest, `/${path}/+merge/${number}`, comment)
  }

  async deploy(): Promise<null> {
    return await Promise.resolve(null)
  }

  async status(path: string, answer: StatusAnswer): Promise<void> {
    await putReport(this.#rest, `/${path}`, answer)
  }

  async #facts(proposal: Proposal, now: string): Promise<PullFacts | null> {
    const source = sourceOf(proposal)
    const tip = source === null ? null : await this.#tip(source.repository, source.ref)
    return tip === null ? null : proposalFacts(proposal, tip, now)
  }

  async #tip(path: string, ref: string): Promise<string | null> {
    const found = await this.#rest.get(`/${path}?ws.op=getRefByPath&path=${encodeURIComponent(ref)}`, RefAnswer)
    return found?.commit_sha1 ?? null
  }

  async #all<T>(path: string, entry: z.ZodType<T>): Promise<readonly T[] | null> {
    const all: T[] = []
    for (let [next, pages]: [string | undefined, number] = [path, 0]; next !== undefined && pages < mostPages; pages++) {
      const found: { entries: T[]; next_collection_link?: string | undefined } | null = await this.#rest.get(next, page(entry))
      if (found === null) return null
      all.push(...found.entries)
      next = found.next_collection_link
    }
    return all
  }

  /** What time it is there. */
  async #now(path: string): Promise<string> {
    const headers = await this.#rest.headersOf(`/${path}`, { method: 'GET' })
    const date = new Date(headers?.get('date') ?? Date.now())
    return date.toISOString()
  }

  #git(path: string): string {
    const { url } = this.#options.connection
    return `${url.replace(/^(https?:\/\/)(?=(?:[\w-]+\.)*launchpad\.net$)/, '$1git.')}/${path}`
  }
}
