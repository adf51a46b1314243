import { z } from 'zod'
import { Access } from './access.ts'
import { Cause } from './cause.ts'
import { InstanceName, JobId } from './names.ts'
import { Command, EnvMap, EnvName } from './projectfile.ts'

/** Whose pull requests: GitHub and GitHub Enterprise, GitLab, Gitea and Forgejo, Launchpad. */
export const Provider = z.enum(['github', 'gitlab', 'gitea', 'launchpad'])
export type Provider = z.infer<typeof Provider>

export const ConnectionId = z
  .string()
  .regex(/^[a-z0-9]{8}$/)
  .brand<'ConnectionId'>()
export type ConnectionId = z.infer<typeof ConnectionId>

/** The first twelve hex digits of a SHA-256 over `<connection's url>/<path>`, as it was when it was first heard of: a rename keeps it. */
export const RepositoryId = z
  .string()
  .regex(/^[0-9a-f]{12}$/)
  .brand<'RepositoryId'>()
export type RepositoryId = z.infer<typeof RepositoryId>

/** `org/repo`; GitLab has groups within groups. */
export const RepositoryPath = z
  .string()
  .max(300)
  .regex(/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w~][\w.~+-]*(?:\/[\w.~+-]+){1,8}$/, 'write it as org/repository')
export type RepositoryPath = z.infer<typeof RepositoryPath>

export const CommitName = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, 'a commit has 40 or 64 hex digits')
export type CommitName = z.infer<typeof CommitName>

/** Somebody who sends us webhooks and whom we may answer. Its secrets lie in the vault: `connection:<id>`. */
export const Connection = z.object({
  id: ConnectionId,
  provider: Provider,
  /** Of its pages: `https://github.com`, without a slash at the end. */
  url: z.string(),
  /** Of its API: `https://api.github.com`, `https://ghe.example.org/api/v3`. */
  api: z.string(),
  /** As people tell it from others. */
  label: z.string(),
  /** A GitHub App, or somebody's token. */
  by: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('app'), id: z.number().int(), slug: z.string(), page: z.string() }),
    z.object({ kind: z.literal('token'), login: z.string().nullable() }),
  ]),
  created: z.string(),
  /** Why it does not work any more: the token or the installation was taken back. */
  cause: Cause.nullable(),
})
export type Connection = z.infer<typeof Connection>

export const ConnectionView = Connection.extend({
  /** Where its webhooks are to be sent. */
  hook: z.string(),
  repositories: z.number().int(),
  /** When it last sent something that was signed right. */
  heard: z.string().nullable(),
})
export type ConnectionView = z.infer<typeof ConnectionView>

const Web = z
  .string()
  .max(300)
  .regex(/^https?:\/\/[\w.-]+(?::\d+)?(?:\/[\w./-]*)?$/, 'write an address: https://git.example.org')

/** With a token. Without a secret one is made, and shown once. */
export const ConnectionBody = z
  .object({
    provider: Provider,
    url: Web.optional(),
    label: z.string().min(1).max(80).optional(),
    token: z.string().min(1).max(2000),
    secret: z.string().min(16).max(200).optional(),
  })
  .strict()
export type ConnectionBody = z.input<typeof ConnectionBody>
/** `secret`: what the provider is to sign with; shown this once. */
export const ConnectionMade = z.object({ connection: ConnectionView, secret: z.string() })
export type ConnectionMade = z.infer<typeof ConnectionMade>

/** Where the browser is to post the manifest of a GitHub App to: a form with one field `manifest`. */
export const ManifestBody = z
  .object({
    url: Web.optional(),
    /** The organisation that is to own it; one's own account when not given. */
    organisation: z
      .string()
      .max(100)
      .regex(/^[\w-]+$/)
      .optional(),
  })
  .strict()
export type ManifestBody = z.input<typeof ManifestBody>
export const ManifestForm = z.object({ action: z.string(), manifest: z.string() })
export type ManifestForm = z.infer<typeof ManifestForm>

/** Where a preview's data comes from when it begins. */
export const Seed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  /** Runs once in the preview's first release, in its own image. */
  z.object({ kind: z.literal('command'), command: Command }),
  /** A copy of an instance's data as it is then. Never for code of outsiders. */
  z.object({ kind: z.literal('instance'), instance: InstanceName }),
])
export type Seed = z.infer<typeof Seed>

const rules = {
  /** `all`; `label`: those with the label `preview`; `none`: by hand only. The label `no-preview` always says no. */
  which: z.enum(['all', 'label', 'none']),
  drafts: z.boolean(),
  /** Into these branches only; none named: any. `*` stands for any part. */
  bases: z.array(z.string().min(1).max(200)).max(50),
  /** Branches that have a permanent preview of their own. */
  branches: z.array(z.string().min(1).max(200)).max(50),
  /** `approve`: each commit of a fork or an outsider waits for somebody; `never`: they do not run. */
  outsiders: z.enum(['approve', 'never']),
  /** Who may visit. */
  access: Access,
  /** Hours without a visit or a push after which it goes, with its data. */
  hours: z
    .number()
    .int()
    .min(1)
    .max(24 * 365),
  /** Variables that are no secrets: outsiders' previews have these, and no others. */
  env: EnvMap,
  seed: Seed,
  /** What is told to the provider. */
  comment: z.boolean(),
  deployments: z.boolean(),
  status: z.boolean(),
}

/** Which of a repository's pull requests become previews, and how they live. */
export const PreviewRules = z.object(rules)
export type PreviewRules = z.infer<typeof PreviewRules>
export const RulesChange = z.object(rules).partial().strict()
export type RulesChange = z.infer<typeof RulesChange>

/** As a repository begins. */
export const usualRules: PreviewRules = {
  which: 'all',
  drafts: false,
  bases: [],
  branches: [],
  outsiders: 'approve',
  access: 'members',
  hours: 24 * 7,
  env: {},
  seed: { kind: 'none' },
  comment: true,
  deployments: true,
  status: true,
}

export const PreviewRepository = z.object({
  id: RepositoryId,
  connection: ConnectionId,
  path: RepositoryPath,
  /** The provider's own number of it, which a rename keeps; null where it says none. */
  remote: z.string().nullable(),
  /** How its previews' names begin: `<repo>`, with the organisation where two would have one name. */
  stem: z.string(),
  rules: PreviewRules,
  /** Names of the variables for trusted previews; their values lie in the vault. */
  secrets: z.array(EnvName),
  created: z.string(),
  /** Why it sends nothing any more: deleted, transferred out of sight, installation taken back. */
  cause: Cause.nullable(),
})
export type PreviewRepository = z.infer<typeof PreviewRepository>

export const RepositoryView = PreviewRepository.extend({ provider: Provider, page: z.string(), previews: z.number().int() })
export type RepositoryView = z.infer<typeof RepositoryView>
export const RepositoryBody = z.object({ connection: ConnectionId, path: RepositoryPath }).strict()
export type RepositoryBody = z.infer<typeof RepositoryBody>
/** The commit a preview is of, as its provider said it last. */
export const Head = z.object({
  commit: CommitName,
  /** The branch, in its own repository. */
  ref: z.string(),
  /** `org/repo` it lies in; null where that is gone. */
  repository: z.string().nullable(),
  /** It lies in another repository than the one it is to go into. */
  fork: z.boolean(),
  author: z.string(),
})
export type Head = z.infer<typeof Head>

/** Who said that exactly this commit may run. */
export const Approval = z.object({ commit: CommitName, by: z.string(), at: z.string() })
export type Approval = z.infer<typeof Approval>

/** What the provider was told, so that it is told once; `busy`: asked for, and not known whether it came. */
export const Told = z.object({
  /** A digest over the text of the comment, and its id. */
  comment: z.object({ id: z.string().nullable(), digest: z.string(), busy: z.boolean() }).nullable(),
  /** By commit: the deployment and its last state; the status, the newest last, without a digest where it is not known whether it came. */
  deployments: z.array(z.object({ commit: CommitName, id: z.string().nullable(), state: z.string(), busy: z.boolean() })),
  statuses: z.array(z.object({ commit: CommitName, state: z.string(), digest: z.string() })).default([]),
})
export type Told = z.infer<typeof Told>

/** A pull request, or a branch, that is to run here. One row; its one writer is the preview door. */
export const Preview = z.object({
  name: InstanceName,
  repository: RepositoryId,
  of: z.discriminatedUnion('kind', [z.object({ kind: z.literal('pull'), number: z.number().int().min(1) }), z.object({ kind: z.literal('branch'), branch: z.string() })]),
  title: z.string(),
  author: z.string(),
  /** The pull request's own page. */
  page: z.string(),
  head: Head,
  base: z.string(),
  draft: z.boolean(),
  labels: z.array(z.string()),
  open: z.boolean(),
  /** The provider's own time of what is known, ISO: what is older changes nothing. */
  known: z.string(),
  /** May the code of this head run without being asked for? Null: the provider was not asked yet. */
  trusted: z.boolean().nullable(),
  approved: Approval.nullable(),
  /** Somebody started it by hand: no rule keeps it out. */
  byHand: z.boolean(),
  /** Somebody stopped it: nothing is built until a newer commit or somebody starts it. The commit it was stopped at. */
  stopped: CommitName.nullable(),
  /** The build of `building`, its newest. */
  job: JobId.nullable(),
  building: CommitName.nullable(),
  /** Commits that became releases, the newest first: each has an address of its own. */
  commits: z.array(z.object({ commit: CommitName, release: z.number().int(), at: z.string() })),
  /** The last commit that came to nothing, and why. */
  failure: z.object({ commit: CommitName, cause: Cause, /** Where it fell. */ step: z.string().nullable(), job: JobId.nullable() }).nullable(),
  /** The commit that was proven to run. */
  live: CommitName.nullable(),
  /** Who may visit its instance, as the rules said when they were last followed; null before there is one. */
  opened: Access.nullable().default(null),
  /** Extra hours it is given without a visit. */
  extended: z.number().int().default(0),
  /** What was asked for in a comment, answered in ours: a sentence, and lines of a log. */
  notice: z
    .object({ text: z.string(), log: z.array(z.string()) })
    .nullable()
    .default(null),
  /** It is to go, with its data: why. `refused`: by a rule; it comes back when the rule lets it. */
  ending: z.enum(['closed', 'expired', 'removed', 'refused', 'gone']).nullable(),
  told: Told,
  /** The number of the newest release. */
  last: z.number().int(),
  created: z.string(),
})
export type Preview = z.infer<typeof Preview>

/** `held`: a rule keeps it out; `approval`: its commit waits for somebody; `stopped`: by a person. */
export const PreviewState = z.enum(['held', 'approval', 'queued', 'building', 'starting', 'running', 'asleep', 'stopped', 'failed', 'ending'])
export type PreviewState = z.infer<typeof PreviewState>

export const PreviewView = Preview.omit({ told: true, known: true, last: true, building: true, notice: true, opened: true }).extend({
  state: PreviewState,
  /** Why it is held, in words; null otherwise. */
  held: z.string().nullable(),
  path: z.string(),
  provider: Provider,
  /** The stable address, and that of its newest commit. */
  url: z.string(),
  commitUrl: z.string().nullable(),
  /** Hours until it goes if nobody visits; null while that is not counted. */
  hoursLeft: z.number().nullable(),
  /** It is given no secrets. */
  outsider: z.boolean(),
  progress: z.object({ step: z.string().nullable(), fraction: z.number().nullable(), note: z.string().nullable() }).nullable(),
})
export type PreviewView = z.infer<typeof PreviewView>

/** By its page, or by its parts. */
export const PreviewBody = z.union([
  z.object({ url: z.string().max(500) }).strict(),
  z.object({ connection: ConnectionId.optional(), organisation: z.string().max(200), repository: z.string().max(100), pull: z.coerce.number().int().min(1) }).strict(),
])
export type PreviewBody = z.input<typeof PreviewBody>
export const ApproveBody = z.object({ commit: CommitName }).strict()
export type ApproveBody = z.infer<typeof ApproveBody>
export const ExtendBody = z
  .object({
    hours: z
      .number()
      .int()
      .min(1)
      .max(24 * 365),
  })
  .strict()
export type ExtendBody = z.infer<typeof ExtendBody>

/** What a signed webhook is answered: whether there is something to do about it. */
export const Delivered = z.object({ queued: z.boolean(), /** Why not. */ reason: z.string().nullable() })
export type Delivered = z.infer<typeof Delivered>
