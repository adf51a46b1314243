import { RepositoryPath } from '../../model/preview.ts'
import type { Connection, Preview, PreviewBody } from '../../model/preview.ts'
import { Problem } from '../../model/problem.ts'
import type { z } from 'zod'
import type { Connections } from './connections.ts'
import type { Dealer } from './deal.ts'
import type { Deeds } from './deeds.ts'
import type { Repositories } from './repositories.ts'

export interface ByHandOptions {
  readonly connections: Connections
  readonly repositories: Repositories
  readonly dealer: Dealer
  readonly deeds: Deeds
}

interface Meant {
  readonly connection: Connection
  readonly path: string
  readonly number: number
}

/** Where the number stands in the address of a pull request: GitHub, Gitea; GitLab. */
const pages = [/^(?<path>.+?)\/(?:pull|pulls)\/(?<number>\d+)(?:\/|$)/, /^(?<path>.+?)\/(?:-\/)?merge_requests\/(?<number>\d+)(?:\/|$)/]

/** A pull request whose preview somebody starts, whatever the rules say. Throws `no-connection`, `pull-gone`, `provider-down`, `needs-approval`. */
export async function startByHand(options: ByHandOptions, what: z.output<typeof PreviewBody>): Promise<Preview> {
  const { connections, repositories, dealer, deeds } = options
  const { connection, path, number } = 'url' in what ? fromPage(connections.all(), what.url) : fromParts(connections.all(), what)
  const client = await connections.client(connection.id)
  const gone = new Problem('pull-gone', { number, path })
  const pull = await client.pull(path, number)
  if (!pull?.open) throw gone
  const repository = await repositories.seen(connection, (await client.repository(path)) ?? { path, remote: null })
  const row = await dealer.asked(repository, { kind: 'pull', repository, pull, sender: pull.head.author, label: null })
  if (!row) throw gone
  await deeds.byHand(row.name)
  return row
}

function fromPage(all: readonly Connection[], page: string): Meant {
  if (!URL.canParse(page)) throw new Problem('invalid', { where: 'url', reason: 'write the address of a pull request: https://github.com/org/repo/pull/12' })
  const connection = all.find(({ url }) => page === url || page.startsWith(`${url}/`))
  if (!connection) throw new Problem('no-connection', { url: new URL(page).origin })
  const rest = new URL(page).pathname.slice(new URL(connection.url).pathname.replace(/\/$/, '').length + 1)
  const { path = '', number = '' } = pages.map((pattern) => pattern.exec(rest)?.groups).find((groups) => groups !== undefined) ?? {}
  return { connection, path: pathOf(path), number: Number(number) }
}

function fromParts(all: readonly Connection[], what: Exclude<z.output<typeof PreviewBody>, { url: string }>): Meant {
  const candidates = what.connection === undefined ? all : all.filter(({ id }) => id === what.connection)
  const connection = candidates.find(({ provider }) => provider === 'github') ?? candidates[0]
  if (!connection) throw new Problem('no-connection', { url: what.organisation })
  return { connection, path: pathOf(`${what.organisation}/${what.repository}`), number: what.pull }
}

function pathOf(text: string): string {
  const parsed = RepositoryPath.safeParse(text)
  if (!parsed.success) throw new Problem('invalid', { where: 'repository', reason: 'write it as org/repository, with the number of the pull request' })
  return parsed.data
}
