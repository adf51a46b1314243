import { TryLater } from '../../jobs/jobs.ts'
import type { Connection, Preview, PreviewBody } from '../../model/preview.ts'
import { asProblem, Problem } from '../../model/problem.ts'
import type { z } from 'zod'
import type { Connections } from './connections.ts'
import type { Dealer } from './deal.ts'
import type { Deeds } from './deeds.ts'
import { meantByPage, pathOf } from './pages.ts'
import type { Meant } from './pages.ts'
import type { ProviderClient, PullFacts } from './providers/provider.ts'
import type { Repositories } from './repositories.ts'

export interface ByHandOptions {
  readonly connections: Connections
  readonly repositories: Repositories
  readonly dealer: Dealer
  readonly deeds: Deeds
}

/** A pull request whose preview somebody starts, whatever the rules say. Throws `no-connection`, `pull-gone`, `provider-down`, `needs-approval`. */
export async function startByHand(options: ByHandOptions, what: z.output<typeof PreviewBody>): Promise<Preview> {
  const { connections, repositories, dealer, deeds } = options
  const meant = 'url' in what ? meantByPage(connections.all(), what.url) : fromParts(connections.all(), what)
  const { connection, client, pull } = await find(connections, meant)
  const { path, number } = meant
  const repository = await repositories.seen(connection, (await client.repository(path)) ?? { path, remote: null })
  const row = await dealer.asked(repository, { kind: 'pull', repository, pull, sender: pull.head.author, label: null })
  if (!row) throw new Problem('pull-gone', { number, path })
  await deeds.byHand(row.name)
  return row
}

interface Found {
  readonly connection: Connection
  readonly client: ProviderClient
  readonly pull: PullFacts | null
}

/** Through the first connection that sees it open; where none does, the trouble that one had is why. */
async function find(connections: Connections, { candidates, path, number }: Meant): Promise<Found & { readonly pull: PullFacts }> {
  const troubles: Problem[] = []
  for (const connection of candidates) {
    const found = await look(connections, connection, path, number).catch((error: unknown) => void troubles.push(asProblem(error instanceof TryLater ? error.cause : error)))
    if (found?.pull?.open) return { ...found, pull: found.pull }
  }
  throw troubles[0] ?? new Problem('pull-gone', { number, path })
}

async function look(connections: Connections, connection: Connection, path: string, number: number): Promise<Found> {
  const client = await connections.client(connection.id)
  return { connection, client, pull: await client.pull(path, number) }
}

function fromParts(all: readonly Connection[], what: Exclude<z.output<typeof PreviewBody>, { url: string }>): Meant {
  const candidates = what.connection === undefined ? all : all.filter(({ id }) => id === what.connection)
  if (candidates.length === 0) throw new Problem('no-connection', { url: what.organisation })
  const isGitHub = ({ provider }: Connection): boolean => provider === 'github'
  return { candidates: [...candidates.filter(isGitHub), ...candidates.filter((one) => !isGitHub(one))], path: pathOf(`${what.organisation}/${what.repository}`), number: what.pull }
}
