import { TryLater } from '../../jobs/jobs.ts'
import type { PreviewOrigin } from '../../model/origin.ts'
import type { Preview, PreviewRepository } from '../../model/preview.ts'
import { Problem } from '../../model/problem.ts'
import type { Release } from '../../model/project.ts'
import type { Announcement, Hall } from '../door.ts'
import { commitLabel } from './judge/names.ts'
import type { Previews } from './previews.ts'
import type { Repositories } from './repositories.ts'
import type { PreviewOptions } from './ties.ts'

export interface AnnounceOptions extends Pick<PreviewOptions, 'now' | 'wishes' | 'serving'> {
  readonly hall: Hall
  readonly previews: Previews
  readonly repositories: Repositories
}

/** How many commits of a preview keep an address of their own. */
const keptCommits = 20
/** Milliseconds until what still goes is looked at again. */
const untilGone = 2000

/** A release of the head is to serve: its commit has an address of its own, and the first may begin with somebody's data. One whose head has moved on meanwhile is not. */
export async function announce(options: AnnounceOptions, { name }: Preview, release: Release): Promise<void> {
  const { previews, repositories, hall, now, wishes, serving } = options
  const { number, commit } = release
  if (previews.get(name).head.commit !== commit) return
  const made = { commit, release: number, at: now().toISOString() }
  const row = await previews.change(name, (before) => ({ ...before, commits: withCommit(before, made), opened: before.opened ?? repositories.get(before.repository).rules.access }))
  if (!row || row.ending !== null) return
  // somebody had stopped the commit before it: a newer one starts it
  if (serving(name)?.off && row.stopped !== commit) await wishes.start(name)
  await dock(hall, { origin: { door: 'preview', preview: name }, version: String(number), docking: dockingOf(row, repositories.get(row.repository)) })
  wishes.touch(name)
}

function withCommit({ commits }: Preview, made: Preview['commits'][number]): Preview['commits'] {
  return [made, ...commits.filter(({ release }) => release !== made.release)].slice(0, keptCommits)
}

function dockingOf(row: Preview, { rules, path }: PreviewRepository): NonNullable<Announcement['docking']> {
  const { name, commits, trusted, opened } = row
  const seed = rules.seed.kind === 'instance' && trusted === true ? { seed: rules.seed.instance } : {}
  const aliases = commits.map(({ commit, release }) => ({ label: commitLabel(name, commit), version: String(release) }))
  return { name, title: titleOf(row, path), access: opened ?? rules.access, grants: [], domains: [], aliases, ...seed }
}

/** Where it was taken away a moment ago and comes back, it waits until all of it is gone. */
async function dock(hall: Hall, what: Announcement<PreviewOrigin>): Promise<void> {
  try {
    await hall.announce(what)
  } catch (error) {
    throw error instanceof Problem && error.code === 'busy' ? new TryLater(untilGone, error) : error
  }
}

/** Anybody's words: as people read them in a list of apps. */
function titleOf({ of, title }: Preview, path: string): string {
  return `${path.slice(path.lastIndexOf('/') + 1)} ${of.kind === 'pull' ? `#${of.number}` : of.branch}: ${title}`.slice(0, 80)
}
