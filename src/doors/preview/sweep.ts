import type { Log } from '../../kit/log.ts'
import { Loop } from '../../kit/loop.ts'
import type { Cause } from '../../model/cause.ts'
import type { InstanceName } from '../../model/names.ts'
import type { Preview, PreviewRepository } from '../../model/preview.ts'
import { asProblem, Problem } from '../../model/problem.ts'
import type { Connections } from './connections.ts'
import type { Dealer } from './deal.ts'
import type { HeardOfOne } from './judge/row.ts'
import type { Previews } from './previews.ts'
import type { ProviderClient, PullFacts } from './providers/provider.ts'
import type { Repositories } from './repositories.ts'

/** Milliseconds between two comparisons: what no webhook said is made good within that. */
export const usualEvery = 10 * 60_000
/** How soon one follows that something said is in doubt: what else is under way may settle it. */
const soon = 5_000

export interface SweepOptions {
  readonly log: Log
  readonly every: number
  readonly connections: Connections
  readonly repositories: Repositories
  readonly previews: Previews
  readonly dealer: Dealer
  /** Hours until it goes; null while that is not counted. */
  readonly hoursLeft: (name: InstanceName) => number | null
  readonly expire: (name: InstanceName) => Promise<void>
  readonly settle: (name: InstanceName) => Promise<void>
  readonly now: () => Date
  /** A connection answers: where it was thought not to, it does again. */
  readonly works: (id: PreviewRepository['connection']) => Promise<void>
}

/** Compares what is known with what the providers have open, so that a webhook that never came is made good; ends what nobody visits. */
export class Sweep implements AsyncDisposable {
  readonly #options: SweepOptions
  readonly #doubted = new Set<PreviewRepository['id']>()
  readonly #loop: Loop
  #next = 0

  constructor(options: SweepOptions) {
    this.#options = options
    this.#loop = new Loop({ turn: async (signal) => await this.#turn(signal), onError: (err) => options.log.warn({ err }, 'previews are compared with their providers later') })
  }

  doubt(id: PreviewRepository['id']): void {
    this.#doubted.add(id)
    this.#loop.wake()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]()
  }

  /** Those in doubt now; all of them when it is time. */
  async #turn(signal: AbortSignal): Promise<number> {
    const { repositories, every, previews, settle } = this.#options
    const isTime = performance.now() >= this.#next
    const due = repositories.all().filter(({ id }) => isTime || this.#doubted.has(id))
    if (isTime) this.#next = performance.now() + every
    for (const { name } of previews.all()) await this.#about(name, async () => await this.#expire(name))
    for (const repository of due) {
      if (signal.aborted) break
      this.#doubted.delete(repository.id)
      await this.#compare(repository)
    }
    if (isTime) for (const { name } of previews.all()) await this.#about(name, async () => await settle(name))
    const left = Math.max(0, this.#next - performance.now())
    return this.#doubted.size > 0 ? Math.min(soon, left) : left
  }

  /** One preview's trouble keeps no other from being looked at. */
  async #about(name: string, work: () => Promise<unknown>): Promise<void> {
    await work().catch((err: unknown) => this.#options.log.warn({ err, preview: name }, 'a preview is looked at again later'))
  }

  async #expire(name: InstanceName): Promise<void> {
    const { previews, hoursLeft, expire } = this.#options
    if (previews.has(name) && hoursLeft(name) === 0) await expire(name)
  }

  /** One provider's trouble keeps no other from being asked. */
  async #compare(repository: PreviewRepository): Promise<void> {
    const { connections, log } = this.#options
    try {
      const client = await connections.client(repository.connection)
      const open = await client.openPulls(repository.path)
      await this.#options.works(repository.connection)
      if (open === null) return await this.#lost(repository, client)
      if (repository.cause) await this.#options.repositories.judge(repository.id, null)
      await this.#pulls(repository, client, open)
      await this.#branches(repository, client)
    } catch (error) {
      await this.#denied(repository, error)
      log.info({ err: error, repository: repository.path }, 'a repository could not be compared with its provider')
    }
  }

  async #pulls(repository: PreviewRepository, client: ProviderClient, open: readonly PullFacts[]): Promise<void> {
    for (const pull of open) await this.#about(`${repository.path}#${pull.number}`, async () => await this.#options.dealer.asked(repository, heardOf(repository, pull)))
    const rest = this.#options.previews.of(repository.id).filter((row) => row.open && row.of.kind === 'pull' && !open.some(({ number }) => row.of.kind === 'pull' && number === row.of.number))
    for (const row of rest) await this.#closed(repository, client, row)
  }

  async #closed(repository: PreviewRepository, client: ProviderClient, { of, name }: Preview): Promise<void> {
    const { dealer } = this.#options
    const pull = of.kind === 'pull' ? await client.pull(repository.path, of.number) : null
    await this.#about(name, async () => (pull ? await dealer.asked(repository, heardOf(repository, pull)) : await dealer.lost(name)))
  }

  /** Permanent previews: those there are, and those whose branch has a plain name in the rules. */
  async #branches(repository: PreviewRepository, client: ProviderClient): Promise<void> {
    const known = this.#options.previews.of(repository.id).flatMap(({ of }) => (of.kind === 'branch' ? [of.branch] : []))
    const named = repository.rules.branches.filter((branch) => !branch.includes('*'))
    for (const branch of new Set([...known, ...named])) {
      const tip = await client.branch(repository.path, branch)
      const facts = { path: repository.path, remote: repository.remote }
      const said = tip ? { commit: tip.commit, sender: tip.author, title: tip.title, known: tip.known } : { commit: null, sender: '', title: '', known: this.#options.now().toISOString() }
      await this.#about(`${repository.path} ${branch}`, async () => await this.#options.dealer.asked(repository, { kind: 'pushed', repository: facts, branch, ...said }))
    }
  }

  /** Renamed: it is asked for by the name it has now. Gone, or just out of sight: what runs goes on until nobody visits it. */
  async #lost(repository: PreviewRepository, client: ProviderClient): Promise<void> {
    const { repositories, connections } = this.#options
    const facts = await client.repository(repository.path)
    if (facts && facts.path !== repository.path) await repositories.rename(repository.id, facts)
    if (facts) return
    const reason = `${repository.path} is not there, or out of sight`
    await repositories.judge(repository.id, this.#cause(new Problem('provider-denied', { provider: connections.get(repository.connection).label, reason })))
  }

  async #denied({ id }: PreviewRepository, error: unknown): Promise<void> {
    if (error instanceof Problem && error.code === 'provider-denied') await this.#options.repositories.judge(id, this.#cause(error))
  }

  #cause(error: unknown): Cause {
    const { code, message, fix } = asProblem(error)
    return { code, message, fix, at: this.#options.now().toISOString() }
  }
}

function heardOf({ path, remote }: PreviewRepository, pull: PullFacts): HeardOfOne {
  return { kind: 'pull', repository: { path, remote }, pull, sender: pull.head.author, label: null }
}
