import type { z } from 'zod'
import type { Heard, Incoming, Wire } from '../provider.ts'
import { formPayload, header, isForm, openEnvelope } from '../wire/body.ts'
import { branchOf, commitOrNull, firstLine } from '../wire/fields.ts'
import { readPayload } from '../wire/payload.ts'
import { hexOf, isSame, macOf } from '../wire/signed.ts'
import { CommentEvent, DeleteEvent, PullEvent, pullFacts, PushEvent, repositoryFacts, RepositoryEvent } from './payloads.ts'

const heeded = new Set(['opened', 'reopened', 'synchronized', 'closed', 'label_updated', 'label_cleared', 'edited'])

const hearing: Readonly<Record<string, (payload: unknown) => Heard | null>> = {
  pull_request: pullHeard,
  push: pushHeard,
  delete: deleteHeard,
  issue_comment: commentHeard,
  repository: repositoryHeard,
}

/** Gitea and Forgejo, which sends its own headers beside Gitea's. */
export const giteaWire: Wire = {
  provider: 'gitea',
  open: (incoming) => openEnvelope(incoming, { event: ['X-Gitea-Event', 'X-Forgejo-Event'], id: ['X-Gitea-Delivery', 'X-Forgejo-Delivery'] }),
  isSigned,
  hear: (event, payload) => (Object.hasOwn(hearing, event) ? (hearing[event]?.(payload) ?? null) : null),
}

/** What is signed is the JSON: in a form, the text of its field and not the form. */
function isSigned(incoming: Incoming, secret: string): boolean {
  const own = header(incoming, ['X-Gitea-Signature', 'X-Forgejo-Signature'])
  const given = own === undefined ? hexOf(header(incoming, ['X-Hub-Signature-256']), 'sha256=') : hexOf(own)
  return isSame(given, macOf('sha256', secret, signedPart(incoming)))
}

function signedPart(incoming: Incoming): string | Buffer {
  return (isForm(incoming) ? formPayload(incoming.body.toString()) : undefined) ?? incoming.body
}

function pullHeard(payload: unknown): Heard | null {
  const { action, repository, pull_request: pull, sender, changes } = readPayload(PullEvent, payload)
  if (!heeded.has(action)) return null
  const at = repositoryFacts(repository)
  return { kind: 'pull', repository: at, pull: pullFacts(pull, at), sender, label: labelOf(changes) }
}

/** Which label changed is said since Gitea 1.25; before, only which there are. */
function labelOf(changes: z.output<typeof PullEvent>['changes']): { readonly name: string; readonly set: boolean } | null {
  const added = (changes?.added_labels ?? []).map(({ name }) => ({ name, set: true }))
  const changed = added.concat((changes?.removed_labels ?? []).map(({ name }) => ({ name, set: false })))
  return changed.find(({ name }) => name.includes('preview')) ?? changed[0] ?? null
}

function pushHeard(payload: unknown): Heard | null {
  const { ref, after, repository, pusher, sender, head_commit: head } = readPayload(PushEvent, payload)
  const branch = branchOf(ref)
  if (branch === undefined) return null
  const by = sender?.login ?? pusher?.login ?? 'ghost'
  return { kind: 'pushed', repository: repositoryFacts(repository), branch, commit: commitOrNull(after), sender: by, title: firstLine(head?.message ?? ''), known: null }
}

function deleteHeard(payload: unknown): Heard | null {
  const { ref, ref_type: type, repository, sender } = readPayload(DeleteEvent, payload)
  if (type !== 'branch') return null
  return { kind: 'pushed', repository: repositoryFacts(repository), branch: branchOf(ref) ?? ref, commit: null, sender, title: '', known: null }
}

function commentHeard(payload: unknown): Heard | null {
  const { action, repository, issue, is_pull: isPull, comment } = readPayload(CommentEvent, payload)
  if (action !== 'created' || !comment.user || (isPull !== true && (issue.pull_request ?? null) === null)) return null
  return { kind: 'comment', repository: repositoryFacts(repository), number: issue.number, text: comment.body, by: comment.user.login, at: comment.created_at }
}

/** Gitea says nothing of renames; asking for the old path finds the new one. */
function repositoryHeard(payload: unknown): Heard | null {
  const { action, repository } = readPayload(RepositoryEvent, payload)
  return action === 'deleted' ? { kind: 'repository', change: 'deleted', repository: repositoryFacts(repository), before: null } : null
}
