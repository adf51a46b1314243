import { z } from 'zod'
import type { PullFacts } from '../provider.ts'
import { Commit, firstLine, Page, Prose, Ref, text } from '../wire/fields.ts'
import { branchOf } from '../wire/fields.ts'
import { numberOf, personOf, repositoryOf } from './paths.ts'

/** What is read of the answers of Launchpad's API (launchpad.net/+apidoc/devel.html). */

const Link = text(2000)
/** A list's first entries, and where the others are. */
export function page<T>(entry: z.ZodType<T>): z.ZodType<{ entries: T[]; next_collection_link?: string | undefined }> {
  return z.object({ entries: z.array(entry), next_collection_link: Link.optional() })
}

export const Proposal = z.object({
  self_link: Link,
  web_link: Page,
  registrant_link: Link,
  queue_status: z.string(),
  description: Prose.nullish(),
  commit_message: Prose.nullish(),
  source_git_repository_link: Link.nullish(),
  source_git_path: Ref.nullish(),
  target_git_repository_link: Link.nullish(),
  target_git_path: Ref.nullish(),
})
export type Proposal = z.output<typeof Proposal>

export const RefAnswer = z.object({ commit_sha1: Commit }).nullable()
export const Repository = z.object({ unique_name: text(1000), owner_link: Link })
export const Membership = z.object({ status: z.string() })
export const Person = z.object({ name: text(200) })
export const Comment = z.object({ self_link: Link, message_body: Prose.nullish(), author_link: Link.nullish() })
export const Report = z.object({ self_link: Link, title: z.string() })

const ended = new Set(['Merged', 'Rejected', 'Superseded'])

/** Where a proposal's code lies; nothing for those of Bazaar. */
export function sourceOf(proposal: Proposal): { readonly repository: string; readonly ref: string } | null {
  const [repository, ref] = [repositoryOf(proposal.source_git_repository_link ?? ''), proposal.source_git_path]
  return repository !== undefined && ref ? { repository, ref } : null
}

/** `known`: when it was asked, by Launchpad's clock; it says no time of the last change. */
export function proposalFacts(proposal: Proposal, commit: string, known: string): PullFacts | null {
  const [number, source, target] = [numberOf(proposal.self_link), sourceOf(proposal), repositoryOf(proposal.target_git_repository_link ?? '')]
  if (number === undefined || source === null || target === undefined) return null
  const [author, branch] = [personOf(proposal.registrant_link), branchOf(source.ref) ?? source.ref]
  return {
    number,
    title: firstLine(proposal.commit_message ?? proposal.description ?? '') || branch,
    page: proposal.web_link,
    author,
    open: !ended.has(proposal.queue_status),
    draft: proposal.queue_status === 'Work in progress',
    labels: [],
    base: branchOf(proposal.target_git_path ?? '') ?? '',
    head: { commit, ref: branch, repository: source.repository, fork: source.repository !== target, author },
    known,
  }
}
