import type { CloneSource, OpenClient, ProviderClient, ProviderOptions, PullFacts, RepositoryFacts, StatusAnswer } from '../provider.ts'
import { providerNames } from '../api/names.ts'
import { denied } from '../api/refusal.ts'
import { Rest } from '../api/rest.ts'
import { Membership, proposalFacts, RefAnswer, Repository, sourceOf } from './answers.ts'
import type { Proposal } from './answers.ts'
import { putComment } from './comments.ts'
import { proofOf } from './oauth.ts'
import { nobody, personOf } from './paths.ts'
import { Proposals } from './proposals.ts'
import { putReport } from './reports.ts'

export const openLaunchpad: OpenClient = async (options) => await Promise.resolve(new LaunchpadClient(options))

/**
 * Launchpad, as far as its API goes: it has no labels and no deployments, says of a tip neither who pushed it nor when, and
 * git of private repositories cannot be fetched over HTTPS with a token of its API.
 */
class LaunchpadClient implements ProviderClient {
  readonly #options: ProviderOptions
  readonly #rest: Rest
  readonly #proposals: Proposals

  constructor(options: ProviderOptions) {
    const provider = providerNames.launchpad
    const { token } = options.secrets
    if (token === null) throw denied(provider, 'connection', 'there is no token')
    this.#options = options
    this.#rest = new Rest({ ...options, provider, base: options.connection.api, headers: { authorization: proofOf(token) } })
    this.#proposals = new Proposals(this.#rest)
  }

  async pull(path: string, number: number): Promise<PullFacts | null> {
    const proposal = await this.#proposals.one(path, number)
    return proposal === null ? null : await this.#facts(proposal, await this.#now(path))
  }

  async openPulls(path: string): Promise<readonly PullFacts[] | null> {
    const proposals = await this.#proposals.waiting(path)
    if (proposals === null) return null
    const [now, facts]: [string, PullFacts[]] = [await this.#now(path), []]
    for (const proposal of proposals) facts.push(...[await this.#facts(proposal, now)].filter((one) => one?.open === true).filter((one) => one !== null))
    return facts
  }

  async branch(path: string, branch: string): ReturnType<ProviderClient['branch']> {
    const tip = await this.#tip(path, `refs/heads/${branch}`)
    return tip === null ? null : { commit: tip, author: nobody, title: '', known: await this.#now(path) }
  }

  async repository(path: string): Promise<RepositoryFacts | null> {
    const found = await this.#rest.get(`/${path}`, Repository)
    return found === null ? null : { path: found.unique_name, remote: null }
  }

  /** Its owner, or a member of the team that owns it; finer rules of single branches are not asked for. Whom Launchpad does not name may not. */
  async mayRun(path: string, login: string): Promise<boolean> {
    const found = await this.#rest.get(`/${path}`, Repository)
    const owner = personOf(found?.owner_link ?? '')
    if (owner === nobody || login === nobody) return false
    if (owner === login) return true
    const membership = await this.#rest.get(`/~${encodeURIComponent(owner)}/+member/${encodeURIComponent(login)}`, Membership)
    return membership !== null && ['Approved', 'Administrator'].includes(membership.status)
  }

  /** Of a merge proposal it is the branch that it comes from: Launchpad keeps no refs of proposals. */
  async source(path: string, what: { readonly pull: number } | { readonly branch: string }): Promise<CloneSource> {
    if ('branch' in what) return { url: this.#git(path), ref: `refs/heads/${what.branch}`, header: null }
    const proposal = await this.#proposals.one(path, what.pull)
    const source = proposal === null ? null : sourceOf(proposal)
    if (source === null) throw denied(this.#rest.provider, 'request', `there is no merge proposal ${what.pull} of ${path} any more`)
    return { url: this.#git(source.repository), ref: source.ref, header: null }
  }

  async comment(path: string, number: number, comment: Parameters<ProviderClient['comment']>[2]): Promise<string> {
    return await putComment(this.#rest, async () => await this.#proposals.place(path, number), comment)
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
