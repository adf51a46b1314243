import { z } from 'zod'
import type { RepositoryFacts } from '../provider.ts'
import { Commit, Id, Login, Moment, Page, Path, Prose, PullNumber, Ref, Title } from '../wire/fields.ts'

/** What is read of GitLab's payloads: docs.gitlab.com/user/project/integrations/webhook_events. */

const User = z.object({ id: z.number().int(), username: Login })
const Project = z.object({ id: Id, path_with_namespace: Path })
const Labels = z.array(z.object({ title: Title })).max(1000)

export const Kind = z.object({ object_kind: z.string().optional(), event_name: z.string().optional() })

export const MergeEvent = z.object({
  user: User,
  project: Project,
  labels: Labels.nullish(),
  changes: z.object({ labels: z.object({ previous: Labels, current: Labels }).optional() }).nullish(),
  object_attributes: z.object({
    action: z.string().nullish(),
    iid: PullNumber,
    title: Title,
    url: Page,
    state: z.string(),
    draft: z.boolean().nullish(),
    work_in_progress: z.boolean().nullish(),
    author_id: z.number().int(),
    source_branch: Ref,
    target_branch: Ref,
    source_project_id: Id.nullish(),
    target_project_id: Id,
    source: z.object({ path_with_namespace: Path }).nullish(),
    last_commit: z.object({ id: Commit }).nullish(),
    updated_at: Moment,
  }),
})

export const PushEvent = z.object({
  ref: Ref,
  after: Commit,
  user_username: Login.nullish(),
  user_name: Login.nullish(),
  project: Project,
  commits: z.array(z.object({ id: Commit, message: Prose })).nullish(),
})

export const NoteEvent = z.object({
  user: User,
  project: Project,
  object_attributes: z.object({ note: Prose, noteable_type: z.string(), system: z.boolean().nullish(), action: z.string().nullish(), created_at: Moment }),
  merge_request: z.object({ iid: PullNumber }).nullish(),
})

/** From system hooks and groups' project hooks. */
export const ProjectEvent = z.object({ event_name: z.string(), project_id: Id, path_with_namespace: Path, old_path_with_namespace: Path.optional() })

export function repositoryFacts({ id, path_with_namespace: path }: z.output<typeof Project>): RepositoryFacts {
  return { path, remote: id }
}
