import { setImmediate as othersTurn } from 'node:timers/promises'
import type { Log } from '../../kit/log.ts'
import type { Cause } from '../../model/cause.ts'
import type { InstanceName } from '../../model/names.ts'
import type { Connection, Preview, PreviewRepository } from '../../model/preview.ts'
import { Problem } from '../../model/problem.ts'
import { parseCommand } from './judge/commands.ts'
import { judge } from './judge/judge.ts'
import { beginRow } from './judge/row.ts'
import type { HeardOfOne } from './judge/row.ts'
import { labelApproves } from './judge/trust.ts'
import type { CommandInput } from './command.ts'
import type { Connections } from './connections.ts'
import { Gathered, ofOf } from './gathered.ts'
import type { Dealt, Word } from './gathered.ts'
import type { Heard } from './heard.ts'
import type { Previews } from './previews.ts'
import type { RepositoryFacts } from './providers/provider.ts'
import type { Repositories } from './repositories.ts'
import type { PreviewJobs } from './ties.ts'

/** What the job `preview-ask` is asked with; kept as JSON over restarts. */
export interface AskInput {
  readonly repository: PreviewRepository['id']
  readonly number: number
}

export interface DealOptions {
  readonly log: Log
  readonly connections: Connections
  readonly repositories: Repositories
  readonly previews: Previews
  readonly jobs: () => PreviewJobs
  readonly now: () => Date
  /** Its row has changed: what follows from it is done. */
  readonly settle: (name: InstanceName) => Promise<void>
  /** What is known may not be so: the provider is asked soon. */
  readonly doubt: (id: PreviewRepository['id']) => void
}

/** What a webhook means, done: rows change, and what follows from them is done by whoever it belongs to. Twice is as once. */
export class Dealer {
  readonly #options: DealOptions

  constructor(options: DealOptions) {
    this.#options = options
  }

  /** In the order they came; what is heard of one preview several times over is one change of its row, and what follows from it is done once. */
  async deal(all: readonly Dealt[]): Promise<void> {
    const heard = new Gathered()
    for (const one of all) {
      try {
        await this.#gather(one, heard)
      } catch (err) {
        this.#options.log.warn({ err, delivery: one.id }, 'a webhook was not dealt with')
      }
    }
    await this.#flush(heard)
  }

  /** What the provider said when it was asked: it counts, whatever was known. */
  async asked(repository: PreviewRepository, heard: HeardOfOne): Promise<Preview | undefined> {
    return await this.#one(repository, [{ heard, id: null }], true)
  }

  /** Anything but news of a preview itself comes after what was heard before it. */
  async #gather({ heard, connection: id, id: delivery }: Dealt, gathered: Gathered): Promise<void> {
    const connection = this.#options.connections.get(id)
    if (heard.kind === 'pull' || heard.kind === 'pushed') return gathered.add(await this.#options.repositories.seen(connection, heard.repository), { heard, id: delivery })
    await this.#flush(gathered)
    if (heard.kind === 'changed') await this.#changed(heard, connection, delivery)
    if (heard.kind === 'comment') await this.#comment(heard, connection, delivery)
    if (heard.kind === 'repository') await this.#repository(heard, connection)
    if (heard.kind === 'installation') await this.#installation(heard, connection)
  }

  async #flush(gathered: Gathered): Promise<void> {
    for (const { repository, heard } of gathered.take()) {
      try {
        await this.#one(repository, heard, false)
        await othersTurn() // the database answers at once: without it, whoever sends webhooks would wait for all of this
      } catch (err) {
        this.#options.log.warn({ err, repository: repository.path }, 'what was heard of a preview was not dealt with')
      }
    }
  }

  async #one(repository: PreviewRepository, all: readonly Word[], asked: boolean): Promise<Preview | undefined> {
    const { previews, settle, doubt } = this.#options
    const [first] = all
    const known = first && (previews.find(repository.id, ofOf(first.heard)) ?? (await this.#begin(repository, all)))
    if (!known) return undefined
    const found: { doubt: boolean; commands: (readonly [string, CommandInput])[] } = { doubt: false, commands: [] }
    const row = await previews.change(known.name, (before) => {
      let now = before
      for (const { heard, id } of all) {
        const judged = judge(now, heard, repository.rules, asked)
        found.doubt ||= judged.doubt
        now = { ...now, ...judged.changes }
        const commit = heard.kind === 'pull' ? labelApproves(heard, now, repository.rules) : null
        if (commit !== null && id !== null && heard.kind === 'pull') found.commands.push([id, { preview: known.name, by: heard.sender, command: { kind: 'approve', commit }, said: 'label' }])
      }
      return now
    })
    if (found.doubt) doubt(repository.id)
    await settle(known.name)
    for (const [id, command] of found.commands) await this.#command(id, command)
    return row
  }

  /** By the first that there is something to keep of. */
  async #begin(repository: PreviewRepository, all: readonly Word[]): Promise<Preview | undefined> {
    const { previews, repositories } = this.#options
    const row = all.map(({ heard }) => beginRow(repository, heard)).find((one) => one !== undefined)
    const made = row && (await previews.add(repository, row))
    if (!made || repositories.has(repository.id)) return made
    await previews.remove(made.name) // its repository was taken away meanwhile
    return undefined
  }

  /** Nothing but that something changed: what, the provider is asked. It may be down, so it is a job. */
  async #changed({ repository: facts, number }: Extract<Heard, { kind: 'changed' }>, connection: Connection, delivery: string): Promise<void> {
    const { repositories, jobs, doubt } = this.#options
    const { id } = await repositories.seen(connection, facts)
    if (number === null) return doubt(id)
    const input: AskInput = { repository: id, number }
    await jobs().start('preview-ask', `ask:${delivery}`, input)
  }

  async #comment(heard: Extract<Heard, { kind: 'comment' }>, connection: Connection, delivery: string): Promise<void> {
    const { repositories, previews } = this.#options
    const repository = repositories.find(connection.id, heard.repository)
    const preview = repository && previews.find(repository.id, { kind: 'pull', number: heard.number })
    const command = preview ? parseCommand(heard.text, preview.head.commit) : null
    if (command !== null && preview) await this.#command(delivery, { preview: preview.name, by: heard.by, command, said: 'comment' })
  }

  /** Whether they may is asked of the provider, which may be down: so it is a job. */
  async #command(delivery: string, input: CommandInput): Promise<void> {
    await this.#options.jobs().start('preview-command', `command:${delivery}`, input)
  }

  async #repository({ change, repository: facts, before }: Extract<Heard, { kind: 'repository' }>, connection: Connection): Promise<void> {
    const { repositories } = this.#options
    const known = repositories.find(connection.id, facts) ?? (before === null ? undefined : repositories.find(connection.id, { path: before, remote: facts.remote }))
    if (!known) return
    if (change === 'renamed') await repositories.rename(known.id, facts)
    else await this.gone(known, this.#cause('provider-denied', connection, `${known.path} was deleted`))
  }

  /** Where an installation was taken back nobody can be told anything; what runs goes on until nobody visits it. */
  async #installation({ change, account, repositories: named }: Extract<Heard, { kind: 'installation' }>, connection: Connection): Promise<void> {
    const { repositories } = this.#options
    if (change === 'given') for (const facts of named ?? []) await repositories.seen(connection, facts)
    if (change === 'given') return
    const isMeant = ({ path, remote }: RepositoryFacts): boolean =>
      named === null ? path.toLowerCase().startsWith(`${account.toLowerCase()}/`) : named.some((one) => one.path === path || (one.remote !== null && one.remote === remote))
    const cause = this.#cause('provider-denied', connection, `the installation at ${account} was taken back`)
    for (const { id } of repositories.of(connection.id).filter(isMeant)) await repositories.judge(id, cause)
  }

  /** Its pull request is not there any more. */
  async lost(name: InstanceName): Promise<void> {
    await this.#options.previews.change(name, (now) => ({ ...now, open: false, ending: now.ending ?? 'gone' }))
    await this.#options.settle(name)
  }

  /** The repository is not there any more: its previews go. */
  async gone(repository: PreviewRepository, cause: Cause): Promise<void> {
    await this.#options.repositories.judge(repository.id, cause)
    for (const { name } of this.#options.previews.of(repository.id)) await this.lost(name)
  }

  #cause(code: 'provider-denied', { label }: Connection, reason: string): Cause {
    const { message, fix } = new Problem(code, { provider: label, reason })
    return { code, message, fix, at: this.#options.now().toISOString() }
  }
}
