import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { Envelope, Heard, Incoming, PullFacts, Wire } from '../provider.ts'
import { header, openEnvelope } from '../wire/body.ts'
import { branchOf, commitOrNull, firstLine } from '../wire/fields.ts'
import { readPayload } from '../wire/payload.ts'
import { Kind, MergeEvent, NoteEvent, ProjectEvent, PushEvent, repositoryFacts } from './payloads.ts'
import { isSigned } from './signed.ts'

/** By header, and what they are about where they do not say it themselves. */
const events: Readonly<Record<string, string>> = { 'Merge Request Hook': 'merge_request', 'Push Hook': 'push', 'Note Hook': 'note', 'Project Hook': '', 'System Hook': '' }
/** Approvals and merges' preparations change nothing here; a merge closes. */
const heeded = new Set(['open', 'reopen', 'update', 'close', 'merge'])

const hearing: Readonly<Record<string, (payload: unknown) => Heard | null>> = {
  merge_request: mergeHeard,
  push: pushHeard,
  note: noteHeard,
  project_rename: projectHeard,
  project_transfer: projectHeard,
  project_destroy: projectHeard,
}

export const gitlabWire: Wire = { provider: 'gitlab', open, isSigned, hear }

/**
 * The id that is signed goes first. The UUID of an event is shared by those that it leads to, so what came is part of the id
 * where an old GitLab has nothing better.
 */
function open(incoming: Incoming): Envelope {
  const signed = header(incoming, ['webhook-signature']) === undefined ? [] : ['webhook-id']
  const envelope = openEnvelope(incoming, { event: ['X-Gitlab-Event'], id: [...signed, 'Idempotency-Key'] })
  const uuid = header(incoming, ['X-Gitlab-Event-UUID'])
  if (uuid === undefined || header(incoming, [...signed, 'Idempotency-Key']) !== undefined || !/^[\w-]{1,60}$/.test(uuid)) return envelope
  return { ...envelope, id: `${uuid}:${createHash('sha256').update(incoming.body).digest('hex').slice(0, 16)}` }
}

function hear(event: string, payload: unknown): Heard | null {
  if (!Object.hasOwn(events, event)) return null
  const { object_kind: kind, event_name: name } = readPayload(Kind, payload)
  const what = kind ?? name ?? events[event] ?? ''
  return Object.hasOwn(hearing, what) ? (hearing[what]?.(payload) ?? null) : null
}

/** One without commits is nothing yet. */
function mergeHeard(payload: unknown): Heard | null {
  const event = readPayload(MergeEvent, payload)
  const { action, last_commit: head } = event.object_attributes
  if (!heeded.has(action ?? 'update') || !head) return null
  return { kind: 'pull', repository: repositoryFacts(event.project), pull: mergeFacts(event, head.id), sender: event.user.username, label: labelOf(event) }
}

/** GitLab says the author's number only; it knows the name of who did this, who often is the author. `#12` is somebody by their number. */
function mergeFacts({ object_attributes: about, user, labels }: z.output<typeof MergeEvent>, commit: string): PullFacts {
  const author = about.author_id === user.id ? user.username : `#${about.author_id}`
  return {
    number: about.iid,
    title: firstLine(about.title),
    page: about.url,
    author,
    open: about.state === 'opened' || about.state === 'locked',
    draft: about.draft ?? about.work_in_progress ?? false,
    labels: (labels ?? []).map(({ title }) => title),
    base: about.target_branch,
    head: {
      commit,
      ref: about.source_branch,
      repository: about.source?.path_with_namespace ?? null,
      fork: about.source_project_id !== about.target_project_id,
      author,
    },
    known: about.updated_at,
  }
}

/** Several labels may change at once: one that is about previews says most. */
function labelOf({ changes }: z.output<typeof MergeEvent>): { readonly name: string; readonly set: boolean } | null {
  const [before, after] = [titles(changes?.labels?.previous), titles(changes?.labels?.current)]
  const changed = [...after.difference(before)].map((name) => ({ name, set: true })).concat([...before.difference(after)].map((name) => ({ name, set: false })))
  return changed.find(({ name }) => name.includes('preview')) ?? changed[0] ?? null
}

function titles(labels: readonly { readonly title: string }[] = []): Set<string> {
  return new Set(labels.map(({ title }) => title))
}

function pushHeard(payload: unknown): Heard | null {
  const { ref, after, user_username: login, user_name: name, project, commits } = readPayload(PushEvent, payload)
  const branch = branchOf(ref)
  if (branch === undefined) return null
  const head = commits?.find(({ id }) => id === after)
  // the times in it are those of the commits, which an older one pushed by force would have turned back
  return { kind: 'pushed', repository: repositoryFacts(project), branch, commit: commitOrNull(after), sender: login ?? name ?? 'ghost', title: firstLine(head?.message ?? ''), known: null }
}

function noteHeard(payload: unknown): Heard | null {
  const { user, project, object_attributes: note, merge_request: merge } = readPayload(NoteEvent, payload)
  if (note.noteable_type !== 'MergeRequest' || !merge || note.system === true || (note.action ?? 'create') !== 'create') return null
  return { kind: 'comment', repository: repositoryFacts(project), number: merge.iid, text: note.note, by: user.username, at: note.created_at }
}

function projectHeard(payload: unknown): Heard {
  const { event_name: name, project_id: remote, path_with_namespace: path, old_path_with_namespace: before } = readPayload(ProjectEvent, payload)
  return { kind: 'repository', change: name === 'project_destroy' ? 'deleted' : 'renamed', repository: { path, remote }, before: before ?? null }
}
