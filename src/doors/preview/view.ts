import type { JobView } from '../../model/job.ts'
import type { Preview, PreviewState, PreviewView } from '../../model/preview.ts'
import type { Connections } from './connections.ts'
import { heldBecause } from './judge/held.ts'
import { lifeOf } from './judge/state.ts'
import type { Life } from './judge/state.ts'
import type { Previews } from './previews.ts'
import type { Repositories } from './repositories.ts'
import type { PreviewOptions } from './ties.ts'

export interface ViewOptions extends Pick<PreviewOptions, 'serving' | 'idle' | 'now'> {
  readonly connections: Connections
  readonly repositories: Repositories
  readonly previews: Previews
}

/** What people see of a preview. `job`: the row's own, where there still is one. */
export function viewOf(options: ViewOptions, row: Preview, job: JobView | undefined): PreviewView {
  const { repositories, connections, previews } = options
  const { told: _told, known: _known, last: _last, building: _building, notice: _notice, opened: _opened, ...seen } = row
  const repository = repositories.get(row.repository)
  const { state, hoursLeft } = lifeAt(options, row, job)
  const held = state === 'held' ? heldBecause(row, repository.rules) : null
  const newest = row.commits[0]?.commit
  const urls = { url: previews.url(row.name), commitUrl: newest === undefined ? null : previews.commitUrl(row.name, newest) }
  const of = { path: repository.path, provider: connections.get(repository.connection).provider }
  return { ...seen, ...of, ...urls, state, held, hoursLeft, outsider: row.trusted === false, progress: progressOf(state, job) }
}

export function lifeAt({ repositories, serving, idle, now }: ViewOptions, row: Preview, job: JobView | undefined): Life {
  const { rules } = repositories.get(row.repository)
  return lifeOf({ preview: row, rules, job, serving: serving(row.name), idle: idle(row.name), now: now() })
}

/** Its repository and its connection are there; while they are being taken away they need not be. */
export function isConnected({ repositories, connections }: ViewOptions, { repository: id }: Preview): boolean {
  return repositories.has(id) && connections.has(repositories.get(id).connection)
}

/** Nothing of it is here any more; its row stays for webhooks that come late. */
export function isOver(options: ViewOptions, row: Preview): boolean {
  if (!isConnected(options, row)) return true
  return row.ending !== null && options.serving(row.name) === undefined && row.building === null
}

function progressOf(state: PreviewState, job: JobView | undefined): PreviewView['progress'] {
  return job && (state === 'queued' || state === 'building') ? { step: job.step, fraction: job.progress, note: job.note } : null
}
