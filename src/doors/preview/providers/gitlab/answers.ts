import { z } from 'zod'
import type { PullFacts } from '../provider.ts'
import { Commit, firstLine, Id, Login, Moment, Page, Path, Prose, PullNumber, Ref, Title } from '../wire/fields.ts'

/** What is read of the answers of GitLab's API (docs.gitlab.com/api/rest, version 4). */

export const Project = z.object({ id: Id, path_with_namespace: Path })
export const User = z.object({ id: z.number().int(), username: Login })
export const Member = z.object({ access_level: z.number().int(), state: z.string().optional() })
export const Made = z.object({ id: Id })
export const Note = z.object({ id: Id, body: Prose, author: z.object({ username: Login }) })
export const Deployment = z.object({ id: Id, sha: z.string(), status: z.string() })
export const Environment = z.object({ id: Id, external_url: z.string().nullish() })
export const Branch = z.object({ commit: z.object({ id: Commit, author_name: Login, title: Prose, committed_date: Moment }) })

/** Without a `sha` there is nothing to build: its source branch is empty. */
export const Merge = z.object({
  iid: PullNumber,
  title: Title,
  web_url: Page,
  state: z.string(),
  draft: z.boolean().nullish(),
  author: z.object({ username: Login }),
  labels: z.array(Title).max(1000).default([]),
  source_branch: Ref,
  target_branch: Ref,
  source_project_id: z.number().int().nullish(),
  target_project_id: z.number().int(),
  sha: Commit.nullish(),
  updated_at: Moment,
})
export type Merge = z.output<typeof Merge>

/** `repository`: what the branch lies in; null where that is gone. */
export function mergeFacts(merge: Merge, commit: string, repository: string | null): PullFacts {
  const { author, source_project_id: source, target_project_id: target } = merge
  return {
    number: merge.iid,
    title: firstLine(merge.title),
    page: merge.web_url,
    author: author.username,
    open: merge.state === 'opened' || merge.state === 'locked',
    draft: merge.draft ?? false,
    labels: merge.labels,
    base: merge.target_branch,
    head: { commit, ref: merge.source_branch, repository, fork: source !== target, author: author.username },
    known: merge.updated_at,
  }
}
