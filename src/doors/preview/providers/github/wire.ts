import type { Heard, Incoming, Wire } from '../provider.ts'
import { header, openEnvelope } from '../wire/body.ts'
import { branchOf, firstLine } from '../wire/fields.ts'
import { readPayload } from '../wire/payload.ts'
import { hexOf, isSame, macOf } from '../wire/signed.ts'
import { installationHeard, installationRepositoriesHeard, repositoryHeard } from './access.ts'
import { CommentEvent, PullEvent, pullFacts, PushEvent, repositoryFacts } from './payloads.ts'

/** After these the facts of a pull request may be others than before. */
const heeded = new Set(['opened', 'reopened', 'synchronize', 'closed', 'labeled', 'unlabeled', 'ready_for_review', 'converted_to_draft', 'edited'])

const hearing: Readonly<Record<string, (payload: unknown) => Heard | null>> = {
  ping: () => ({ kind: 'ping' }),
  pull_request: pullHeard,
  push: pushHeard,
  issue_comment: commentHeard,
  repository: repositoryHeard,
  installation: installationHeard,
  installation_repositories: installationRepositoriesHeard,
}

/** GitHub and GitHub Enterprise. */
export const githubWire: Wire = {
  provider: 'github',
  open: (incoming) => openEnvelope(incoming, { event: ['X-GitHub-Event'], id: ['X-GitHub-Delivery'] }),
  isSigned,
  hear: (event, payload) => (Object.hasOwn(hearing, event) ? (hearing[event]?.(payload) ?? null) : null),
}

/** The older signature counts only where the newer is not sent at all: GitHub sends both, and old Enterprise servers just the older. */
function isSigned(incoming: Incoming, secret: string): boolean {
  const [newer, older] = [header(incoming, ['X-Hub-Signature-256']), header(incoming, ['X-Hub-Signature'])]
  if (newer === undefined && older !== undefined) return isSame(hexOf(older, 'sha1='), macOf('sha1', secret, incoming.body))
  return isSame(hexOf(newer, 'sha256='), macOf('sha256', secret, incoming.body))
}

function pullHeard(payload: unknown): Heard | null {
  const { action, repository, pull_request: pull, sender, label } = readPayload(PullEvent, payload)
  if (!heeded.has(action)) return null
  const about = label && (action === 'labeled' || action === 'unlabeled') ? { name: label.name, set: action === 'labeled' } : null
  return { kind: 'pull', repository: repositoryFacts(repository), pull: pullFacts(pull), sender, label: about }
}

function pushHeard(payload: unknown): Heard | null {
  const { ref, after, deleted, repository, pusher, sender, head_commit: head } = readPayload(PushEvent, payload)
  const branch = branchOf(ref)
  if (branch === undefined) return null
  return {
    kind: 'pushed',
    repository: repositoryFacts(repository),
    branch,
    commit: deleted ? null : after,
    sender: sender?.login ?? pusher?.name ?? 'ghost',
    title: firstLine(head?.message ?? ''),
    known: repository.pushed_at ?? null,
  }
}

/** Programs give no commands: that is also how our own comment, made by an App, is not heard as one. */
function commentHeard(payload: unknown): Heard | null {
  const { action, repository, issue, comment } = readPayload(CommentEvent, payload)
  if (action !== 'created' || (issue.pull_request ?? null) === null || !comment.user || comment.user.type === 'Bot') return null
  return { kind: 'comment', repository: repositoryFacts(repository), number: issue.number, text: comment.body, by: comment.user.login, at: comment.created_at }
}
