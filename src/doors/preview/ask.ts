import type { Handler } from '../../jobs/jobs.ts'
import type { Connections } from './connections.ts'
import type { AskInput, Dealer } from './deal.ts'
import type { Previews } from './previews.ts'
import type { Repositories } from './repositories.ts'

export interface AskOptions {
  readonly connections: Connections
  readonly repositories: Repositories
  readonly previews: Previews
  readonly dealer: Dealer
}

/** The job that asks a provider how one pull request is now, where its webhooks do not say. */
export function askJob({ connections, repositories, previews, dealer }: AskOptions): Handler<AskInput> {
  return {
    kind: 'preview-ask',
    title: ({ number }) => `Ask about pull request ${number}`,
    lane: ({ repository }) => `preview:${repository}`,
    retry: { attempts: 30, first: 1000, cap: 5 * 60_000 },
    run: async ({ repository: id, number }) => {
      const repository = repositories.get(id)
      const pull = await (await connections.client(repository.connection)).pull(repository.path, number)
      const row = previews.find(id, { kind: 'pull', number })
      if (pull) await dealer.asked(repository, { kind: 'pull', repository, pull, sender: pull.head.author, label: null })
      else if (row) await dealer.lost(row.name)
    },
  }
}
