import { z } from 'zod'
import type { PullFacts, RepositoryFacts } from '../provider.ts'
import { Commit, firstLine, Id, Login, Moment, Page, Path, Prose, PullNumber, Ref, Title } from '../wire/fields.ts'

/** What is read of GitHub's payloads and of its API's answers, which have the same parts. */

const User = z.object({ login: Login })
/** Whose account is gone stands as `ghost` on GitHub's pages. */
const MaybeUser = User.nullish().transform((user) => user?.login ?? 'ghost')
export const Repository = z.object({ id: Id, full_name: Path })
/** What the API answers where it has made something. */
export const Made = z.object({ id: Id })
const Label = z.object({ name: Title })

const Side = z.object({ ref: Ref, sha: Commit, repo: Repository.nullish() })

export const Pull = z.object({
  number: PullNumber,
  title: Title,
  html_url: Page,
  state: z.enum(['open', 'closed']),
  draft: z.boolean().default(false),
  user: MaybeUser,
  labels: z.array(Label).max(1000).default([]),
  head: Side,
  base: z.object({ ref: Ref, repo: Repository }),
  updated_at: Moment,
})

export const PullEvent = z.object({ action: z.string(), repository: Repository, pull_request: Pull, sender: MaybeUser, label: Label.optional() })
export const CommentEvent = z.object({
  action: z.string(),
  repository: Repository,
  issue: z.object({ number: PullNumber, pull_request: z.unknown().optional() }),
  comment: z.object({ body: Prose.nullish().transform((body) => body ?? ''), user: User.extend({ type: z.string().optional() }).nullish(), created_at: Moment }),
})
export const PushEvent = z.object({
  ref: Ref,
  after: Commit,
  deleted: z.boolean().default(false),
  repository: Repository.extend({ pushed_at: Moment.nullish() }),
  pusher: z.object({ name: Login }).nullish(),
  sender: User.nullish(),
  head_commit: z.object({ message: Prose }).nullish(),
})
export const RepositoryEvent = z.object({
  action: z.string(),
  repository: Repository,
  changes: z
    .object({
      repository: z.object({ name: z.object({ from: Title }) }).optional(),
      owner: z.object({ from: z.object({ user: User.nullish(), organization: User.nullish() }) }).optional(),
    })
    .optional(),
})
const Installation = z.object({ account: User, repository_selection: z.string().optional() })
export const InstallationEvent = z.object({ action: z.string(), installation: Installation, repositories: z.array(Repository).nullish() })
export const InstallationRepositoriesEvent = z.object({ action: z.string(), installation: Installation, repositories_added: z.array(Repository), repositories_removed: z.array(Repository) })

export function repositoryFacts({ id, full_name: path }: z.output<typeof Repository>): RepositoryFacts {
  return { path, remote: id }
}

export function pullFacts(pull: z.output<typeof Pull>): PullFacts {
  const { head, base } = pull
  return {
    number: pull.number,
    title: firstLine(pull.title),
    page: pull.html_url,
    author: pull.user,
    open: pull.state === 'open',
    draft: pull.draft,
    labels: pull.labels.map(({ name }) => name),
    base: base.ref,
    head: { commit: head.sha, ref: head.ref, repository: head.repo?.full_name ?? null, fork: head.repo?.id !== base.repo.id, author: pull.user },
    known: pull.updated_at,
  }
}
