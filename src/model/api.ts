import { z } from 'zod'
import { Grant } from './grant.ts'
import { AppName, InstanceName, JobId, ShelfId } from './names.ts'
import { RegisteredImageView } from './image.ts'
import { InstanceView, ShelfItem } from './instance.ts'
import { JobView } from './job.ts'
import { Lifecycle, Mode } from './lifecycle.ts'
import { MachineView } from './machine.ts'
import { GroupName, PersonName, Role } from './person.ts'
import { Policy } from './access.ts'
import { PreviewView } from './preview.ts'
import { ProjectView } from './project.ts'
import { Domain } from './projectfile.ts'
import { UpdatePolicy } from './updatepolicy.ts'

/** Bodies and answers of the API at `/api`; the engine parses with them, clients take their types. */

export const Health = z.object({ ok: z.boolean(), claimed: z.boolean(), version: z.string(), engine: z.string() })
export type Health = z.infer<typeof Health>

/** `open`: the machine begins in open mode, all of it. */
export const ClaimBody = z.object({ code: z.string().min(1).max(100), name: PersonName, password: z.string().max(1000), open: z.boolean().default(false) })
export type ClaimBody = z.input<typeof ClaimBody>

/** Without a name it is the owner's password. */
export const SignInBody = z.object({ name: z.string().max(100).optional(), password: z.string().max(1000) })
export type SignInBody = z.infer<typeof SignInBody>

/** Whoever is signed in; a paired device is somebody too. `may`: what they are allowed to do, for those who draw buttons. */
export const Me = z.object({
  kind: z.enum(['person', 'device']),
  id: z.string(),
  name: z.string(),
  role: Role.nullable(),
  groups: z.array(GroupName),
  via: z.enum(['session', 'token', 'local']),
  may: z.array(z.string()),
})
export type Me = z.infer<typeof Me>

export const MeBody = z.object({ name: PersonName })
export type MeBody = z.input<typeof MeBody>
/** The old one is asked for where there is one; whoever comes by a fresh link has none. */
export const PasswordBody = z.object({ old: z.string().max(1000).optional(), password: z.string().max(1000) })
export type PasswordBody = z.infer<typeof PasswordBody>

/** `device`: what kind of program it is: "Firefox on Linux". */
export const SessionView = z.object({ id: z.string(), device: z.string(), created: z.string(), seen: z.string(), current: z.boolean() })
export type SessionView = z.infer<typeof SessionView>

/** What a program may do with its token: look; also start, stop, retry and update apps; push and deploy projects, and nothing else; or all that its owner may. */
export const TokenScope = z.enum(['read', 'run', 'deploy', 'all'])
export type TokenScope = z.infer<typeof TokenScope>

export const TokenBody = z.object({ label: z.string().min(1).max(60), days: z.number().int().min(1).max(3650).optional(), scope: TokenScope.default('all') })
/** As it is sent: without a scope it is `all`. */
export type TokenBody = z.input<typeof TokenBody>
export const TokenView = z.object({ id: z.string(), label: z.string(), scope: TokenScope, created: z.string(), expires: z.string().nullable(), used: z.string().nullable() })
export type TokenView = z.infer<typeof TokenView>
/** The secret is shown this once. */
export const TokenMade = TokenView.extend({ secret: z.string() })
export type TokenMade = z.infer<typeof TokenMade>

export const InstallBody = z.object({
  door: z.literal('store'),
  store: z.string().optional(),
  app: AppName,
  /** Its own name; the app's when not given, with a number when that is taken. */
  name: InstanceName.optional(),
  /** Kept data to start from. */
  shelf: ShelfId.optional(),
  policy: Policy.optional(),
  /** What it may have of what it asks for. */
  grants: z.array(Grant).max(50).optional(),
})
export type InstallBody = z.infer<typeof InstallBody>
export const Accepted = z.object({ instance: InstanceName, job: JobId.nullable() })
export type Accepted = z.infer<typeof Accepted>

export const ChangeBody = z
  .object({ title: z.string().min(1).max(80), mode: Mode, policy: Policy, lifecycle: Lifecycle, domains: z.array(Domain).max(20), grants: z.array(Grant).max(50), updates: UpdatePolicy })
  .partial()
  .strict()
export type ChangeBody = z.infer<typeof ChangeBody>

export const ConfirmBody = z.object({ confirm: z.string() })
export type ConfirmBody = z.infer<typeof ConfirmBody>

/** `id` counts up; lines are never changed. */
export const AuditLine = z.object({ id: z.number().int(), at: z.string(), who: z.string(), action: z.string(), object: z.string(), from: z.string(), result: z.string() })
export type AuditLine = z.infer<typeof AuditLine>
/** The newest first, from before `before`; the texts must occur in what they name, in any case. */
export const AuditQuery = z.object({
  before: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  who: z.string().max(100).optional(),
  action: z.string().max(100).optional(),
  object: z.string().max(100).optional(),
})
export type AuditQuery = z.input<typeof AuditQuery>

/** The live feed at `/api/feed`: one snapshot, then changes, in order. */
export const FeedMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    instances: z.array(InstanceView),
    projects: z.array(ProjectView),
    previews: z.array(PreviewView),
    images: z.array(RegisteredImageView),
    jobs: z.array(JobView),
    shelf: z.array(ShelfItem),
    machine: MachineView,
  }),
  z.object({ type: z.literal('instance'), value: InstanceView }),
  z.object({ type: z.literal('instance-gone'), name: InstanceName }),
  z.object({ type: z.literal('project'), value: ProjectView }),
  z.object({ type: z.literal('project-gone'), name: InstanceName }),
  z.object({ type: z.literal('preview'), value: PreviewView }),
  z.object({ type: z.literal('preview-gone'), name: InstanceName }),
  z.object({ type: z.literal('image'), value: RegisteredImageView }),
  z.object({ type: z.literal('image-gone'), name: InstanceName }),
  z.object({ type: z.literal('job'), value: JobView }),
  z.object({ type: z.literal('shelf'), value: z.array(ShelfItem) }),
  z.object({ type: z.literal('machine'), value: MachineView }),
])
export type FeedMessage = z.infer<typeof FeedMessage>
