import { z } from 'zod'
import { Grant } from './grant.ts'
import { AppName, InstanceName, JobId, ShelfId } from './names.ts'
import { InstanceView, ShelfItem } from './instance.ts'
import { JobView } from './job.ts'
import { Lifecycle, Mode } from './lifecycle.ts'
import { MachineView } from './machine.ts'
import { Policy } from './policy.ts'
import { UpdatePolicy } from './updatepolicy.ts'

/** Bodies and answers of the API at `/api`; the engine parses with them, clients take their types. */

export const Health = z.object({ ok: z.boolean(), claimed: z.boolean(), version: z.string(), engine: z.string() })
export type Health = z.infer<typeof Health>

export const ClaimBody = z.object({ code: z.string().min(1).max(100), name: z.string().min(1).max(60), password: z.string().max(1000) })
export type ClaimBody = z.infer<typeof ClaimBody>

export const SignInBody = z.object({ password: z.string().max(1000) })
export type SignInBody = z.infer<typeof SignInBody>

export const Me = z.object({ name: z.string(), role: z.enum(['owner']), via: z.enum(['session', 'token', 'local']) })
export type Me = z.infer<typeof Me>

export const SessionView = z.object({ id: z.string(), device: z.string(), created: z.string(), seen: z.string(), current: z.boolean() })
export type SessionView = z.infer<typeof SessionView>

/** What a program may do with its token: look; also start, stop, retry and update apps; or all that its owner may. */
export const TokenScope = z.enum(['read', 'run', 'all'])
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
  .object({ title: z.string().min(1).max(80), mode: Mode, policy: Policy, lifecycle: Lifecycle, grants: z.array(Grant).max(50), updates: UpdatePolicy })
  .partial()
  .strict()
export type ChangeBody = z.infer<typeof ChangeBody>

export const ConfirmBody = z.object({ confirm: z.string() })
export type ConfirmBody = z.infer<typeof ConfirmBody>

export const AuditLine = z.object({ at: z.string(), who: z.string(), action: z.string(), object: z.string(), from: z.string(), result: z.string() })
export type AuditLine = z.infer<typeof AuditLine>

/** The live feed at `/api/feed`: one snapshot, then changes, in order. */
export const FeedMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), instances: z.array(InstanceView), jobs: z.array(JobView), shelf: z.array(ShelfItem), machine: MachineView }),
  z.object({ type: z.literal('instance'), value: InstanceView }),
  z.object({ type: z.literal('instance-gone'), name: InstanceName }),
  z.object({ type: z.literal('job'), value: JobView }),
  z.object({ type: z.literal('shelf'), value: z.array(ShelfItem) }),
  z.object({ type: z.literal('machine'), value: MachineView }),
])
export type FeedMessage = z.infer<typeof FeedMessage>
