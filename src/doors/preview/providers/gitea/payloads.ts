import { z } from 'zod'
import type { PullFacts, RepositoryFacts } from '../provider.ts'
import { Commit, firstLine, Id, Login, Moment, Page, Path, Prose, PullNumber, Ref, Title } from '../wire/fields.ts'

/** What is read of the payloads of Gitea and Forgejo, and of the answers of their API, which have the same parts. */

const User = z.object({ login: Login })
const MaybeUser = User.nullish().transform((user) => user?.login ?? 'ghost')
export const Repository = z.object({ id: Id, full_name: Path })
const Label = z.object({ name: Title })
const Labels = z.array(Label).max(1000).nullish()

const Side = z.object({ ref: Ref, sha: Commit, repo: Repository.nullish() })

export const Pull = z.object({
  number: PullNumber,
  title: Title,
  html_url: Page,
  state: z.string(),
  draft: z.boolean().nullish(),
  user: MaybeUser,
  labels: Labels,
  head: Side,
  base: z.object({ ref: Ref, repo: Repository.nullish() }),
  updated_at: Moment,
})

export const PullEvent = z.object({
  action: z.string(),
  repository: Repository,
  pull_request: Pull,
  sender: MaybeUser,
  changes: z.object({ added_labels: Labels, removed_labels: Labels }).nullish(),
})
export const CommentEvent = z.object({
  action: z.string(),
  repository: Repository,
  is_pull: z.boolean().nullish(),
  issue: z.object({ number: PullNumber, pull_request: z.unknown().optional() }),
  comment: z.object({ body: Prose, user: User.nullish(), created_at: Moment }),
})
export const PushEvent = z.object({
  ref: Ref,
  after: Commit,
  repository: Repository,
  pusher: User.nullish(),
  sender: User.nullish(),
  head_commit: z.object({ message: Prose }).nullish(),
})
/** The branch or tag by its bare name. */
export const DeleteEvent = z.object({ ref: Ref, ref_type: z.string(), repository: Repository, sender: MaybeUser })
export const RepositoryEvent = z.object({ action: z.string(), repository: Repository })

export function repositoryFacts({ id, full_name: path }: z.output<typeof Repository>): RepositoryFacts {
  return { path, remote: id }
}

/** `at`: the repository it is to go into. */
export function pullFacts(pull: z.output<typeof Pull>, at: RepositoryFacts): PullFacts {
  const { head, base } = pull
  return {
    number: pull.number,
    title: firstLine(pull.title),
    page: pull.html_url,
    author: pull.user,
    open: pull.state === 'open',
    draft: pull.draft ?? /^\s*(?:wip:|\[wip\])/i.test(pull.title),
    labels: (pull.labels ?? []).map(({ name }) => name),
    base: base.ref,
    head: { commit: head.sha, ref: head.ref, repository: head.repo?.full_name ?? null, fork: head.repo?.id !== (base.repo?.id ?? at.remote), author: pull.user },
    known: pull.updated_at,
  }
}
