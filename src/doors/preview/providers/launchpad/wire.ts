import { z } from 'zod'
import type { Heard, Incoming, Wire } from '../provider.ts'
import { header, openEnvelope } from '../wire/body.ts'
import { branchOf, Commit, Ref, text } from '../wire/fields.ts'
import { readPayload } from '../wire/payload.ts'
import { hexOf, isSame, macOf } from '../wire/signed.ts'
import { numberOf, personOf, repositoryOf } from './paths.ts'

const UrlPath = text(1000)
const Proposal = z.object({ registrant: UrlPath.nullish(), target_git_repository: UrlPath.nullish() })
const MergeEvent = z.object({ merge_proposal: UrlPath, action: z.string(), old: Proposal.nullish(), new: Proposal.nullish() })
const Point = z.object({ commit_sha1: Commit }).nullish()
const PushEvent = z.object({ git_repository: UrlPath, ref_changes: z.record(Ref, z.object({ old: Point, new: Point }).nullish()) })

/** Launchpad, which signs by SHA-1 and has nothing better, and whose payloads say of a merge proposal only that it changed. */
export const launchpadWire: Wire = {
  provider: 'launchpad',
  open: (incoming) => openEnvelope(incoming, { event: ['X-Launchpad-Event-Type'], id: ['X-Launchpad-Delivery'] }),
  isSigned,
  hear,
}

function isSigned(incoming: Incoming, secret: string): boolean {
  return isSame(hexOf(header(incoming, ['X-Hub-Signature']), 'sha1='), macOf('sha1', secret, incoming.body))
}

function hear(event: string, payload: unknown): Heard | null {
  if (event === 'ping') return { kind: 'ping' }
  // `merge-proposal:0.1::push` and its like are parts of the same event
  if (/^merge-proposal:0\.1(?:$|::)/.test(event)) return mergeHeard(payload)
  return event === 'git:push:0.1' ? pushHeard(payload) : null
}

/** Null for those of Bazaar. */
function mergeHeard(payload: unknown): Heard | null {
  const { merge_proposal: proposal, old, new: now } = readPayload(MergeEvent, payload)
  const { registrant, target_git_repository: target } = now ?? old ?? {}
  const [path, number] = [repositoryOf(target ?? ''), numberOf(proposal)]
  if (path === undefined || number === undefined) return null
  return { kind: 'changed', repository: { path, remote: null }, number, sender: personOf(registrant ?? '') }
}

/** One push may move many branches; then the repository is asked for what there is. Who pushed is not said. */
function pushHeard(payload: unknown): Heard | null {
  const { git_repository: place, ref_changes: changes } = readPayload(PushEvent, payload)
  const moved = Object.entries(changes).flatMap(([ref, change]) => {
    const branch = branchOf(ref)
    return branch === undefined ? [] : [{ branch, commit: change?.new?.commit_sha1 ?? null }]
  })
  const [path, first] = [repositoryOf(place), moved[0]]
  if (path === undefined || first === undefined) return null
  const repository = { path, remote: null }
  if (moved.length > 1) return { kind: 'changed', repository, number: null, sender: 'ghost' }
  return { kind: 'pushed', repository, ...first, sender: 'ghost', title: '', known: null }
}
