import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { releaseCommit } from '../../git/mirror.ts'
import { Repositories as Mirrors } from '../../git/repositories.ts'
import type { Repository } from '../../git/repository.ts'
import type { Cause } from '../../model/cause.ts'
import { InstanceName } from '../../model/names.ts'
import { RepositoryId, RepositoryPath, usualRules } from '../../model/preview.ts'
import type { Connection, ConnectionId, PreviewRepository, RulesChange } from '../../model/preview.ts'
import { Problem } from '../../model/problem.ts'
import type { EnvLine } from '../../model/project.ts'
import { EnvName } from '../../model/projectfile.ts'
import type { Env } from '../../releases/bundle/environment.ts'
import type { EnvChange, Environments } from '../../releases/environment.ts'
import type { Table } from '../table.ts'
import { stemOf } from './judge/names.ts'
import type { RepositoryFacts } from './providers/provider.ts'
import type { PreviewOptions } from './ties.ts'

export interface RepositoriesOptions extends Pick<PreviewOptions, 'now'> {
  readonly table: Table<RepositoryId, PreviewRepository>
  readonly environments: Environments
  /** Where mirrors lie. */
  readonly folder: string
}

/** Repositories whose pull requests run here: their rules, variables and mirrors. The one writer of their rows. */
export class Repositories {
  readonly #options: RepositoriesOptions
  readonly #mirrors: Mirrors

  constructor(options: RepositoriesOptions) {
    this.#options = options
    this.#mirrors = new Mirrors(options.folder)
  }

  all(): readonly PreviewRepository[] {
    return this.#options.table.all()
  }

  has(id: RepositoryId): boolean {
    return this.#options.table.has(id)
  }

  /** Throws `not-found`. */
  get(id: RepositoryId): PreviewRepository {
    const repository = this.#options.table.get(id)
    if (!repository) throw new Problem('not-found', { what: 'repository', name: id })
    return repository
  }

  of(connection: ConnectionId): readonly PreviewRepository[] {
    return this.all().filter((repository) => repository.connection === connection)
  }

  /** The one a connection speaks of: by the provider's own number of it, which a rename keeps, else by its path. */
  find(connection: ConnectionId, { path, remote }: RepositoryFacts): PreviewRepository | undefined {
    const mine = this.of(connection)
    return mine.find((one) => remote !== null && one.remote === remote) ?? mine.find((one) => one.path === path && (one.remote === null || remote === null))
  }

  /** Whoever's webhooks are signed right is welcome: the row is made when it is first heard of, and follows its name. */
  async seen(connection: Connection, facts: RepositoryFacts): Promise<PreviewRepository> {
    const known = this.find(connection.id, facts)
    if (known) return await this.#follow(known, facts)
    const path = RepositoryPath.parse(facts.path)
    const id = idOf(`${connection.url}/${path}#${facts.remote ?? ''}`)
    const { table, now } = this.#options
    const made = { id, connection: connection.id, path, remote: facts.remote, stem: stemOf(path, this.all()), rules: usualRules, secrets: [], created: now().toISOString(), cause: null }
    return await table.ensure(id, () => made)
  }

  /** Its previews keep their names. */
  async rename(id: RepositoryId, facts: RepositoryFacts): Promise<PreviewRepository> {
    return await this.#follow(this.get(id), facts)
  }

  async change(id: RepositoryId, change: RulesChange): Promise<PreviewRepository> {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    return await this.#write(id, (now) => ({ ...now, rules: { ...now.rules, ...given } }))
  }

  async judge(id: RepositoryId, cause: Cause | null): Promise<PreviewRepository> {
    return await this.#write(id, (now) => ({ ...now, cause }))
  }

  async remove(id: RepositoryId): Promise<void> {
    await this.#options.table.remove(id)
    await this.#options.environments.forget(setOf(id))
    await rm(join(this.#options.folder, id), { recursive: true, force: true })
  }

  async lines(id: RepositoryId, reveal: boolean): Promise<readonly EnvLine[]> {
    return await this.#options.environments.lines(setOf(this.get(id).id), reveal)
  }

  async changeEnv(id: RepositoryId, change: EnvChange): Promise<readonly EnvLine[]> {
    const { environments, now } = this.#options
    await environments.change(setOf(this.get(id).id), change, now().toISOString())
    const secrets = [...(await environments.of(setOf(id))).keys()].sort().map((name) => EnvName.parse(name))
    await this.#write(id, (row) => ({ ...row, secrets }))
    return await this.lines(id, false)
  }

  /** An outsider's preview has what its rules say in the open, and nothing of what is kept. */
  async envFor({ id, rules }: PreviewRepository, outsider: boolean): Promise<Env> {
    const kept = outsider ? [] : await this.#options.environments.of(setOf(id))
    return new Map(asDemo([...Object.entries(rules.env), ...kept]))
  }

  /** What was fetched of it so far, which makes the next fetch short. */
  async mirror(id: RepositoryId): Promise<Repository> {
    return await this.#mirrors.create(InstanceName.parse(id))
  }

  /** Commits that no preview needs any more: git forgets them in its own time. */
  async release(id: RepositoryId, commits: readonly string[]): Promise<void> {
    const mirror = await this.mirror(id)
    for (const commit of commits) await releaseCommit(mirror, commit)
    await mirror.tidy()
  }

  async #follow(known: PreviewRepository, { path, remote }: RepositoryFacts): Promise<PreviewRepository> {
    if (known.path === path && known.remote === (remote ?? known.remote) && known.cause === null) return known
    return await this.#write(known.id, (now) => ({ ...now, path: RepositoryPath.parse(path), remote: remote ?? now.remote, cause: null }))
  }

  async #write(id: RepositoryId, make: (now: PreviewRepository) => PreviewRepository): Promise<PreviewRepository> {
    const changed = await this.#options.table.change(id, make)
    if (!changed) throw new Problem('not-found', { what: 'repository', name: id })
    return changed
  }
}

/** As the demo service had it: what is called `DEMO_OPT_X` is also told as `X`, unless that is given. */
function asDemo(env: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const demo = env.filter(([name]) => name.startsWith(demoPrefix) && name.length > demoPrefix.length)
  return [...demo.map(([name, value]) => [name.slice(demoPrefix.length), value] as const), ...env]
}
const demoPrefix = 'DEMO_OPT_'

/** Whose variables they are, by a name that no instance can have. */
function setOf(id: RepositoryId): string {
  return `preview/${id}`
}

function idOf(text: string): RepositoryId {
  return RepositoryId.parse(createHash('sha256').update(text).digest('hex').slice(0, 12))
}
