import type { Generated } from 'kysely'
import type { Cause } from '../model/cause.ts'
import type { HistoryLine, ShelfItem, Spec, Status } from '../model/instance.ts'
import type { TokenScope } from '../model/api.ts'
import type { JobState } from '../model/job.ts'
import type { DeviceId } from '../model/device.ts'
import type { OutsideConfig, OutsideId } from '../model/outside.ts'
import type { GroupName, PersonId, Role } from '../model/person.ts'
import type { InstanceName, JobId, ShelfId } from '../model/names.ts'
import type { Project, Release } from '../model/project.ts'
import type { SshKeyId } from '../model/sshkey.ts'
import type { Json } from './json.ts'

/** What a hold keeps true. */
export type HoldWant = 'stopped' | 'running'

/** The columns as the newest migration leaves them. Dates are ISO texts. */
export interface Tables {
  meta: { key: string; value: string }
  specs: { name: InstanceName; spec: Json<Spec> }
  statuses: { name: InstanceName; status: Json<Status> }
  history: { id: Generated<number>; name: InstanceName; line: Json<HistoryLine> }
  starts: { id: Generated<number>; name: InstanceName; milliseconds: number }
  idle: { name: InstanceName; seconds: number }
  shelf: { id: ShelfId; item: Json<ShelfItem>; purging: Generated<number> }
  deliveries: { seq: Generated<number>; id: string; digest: string; connection: string; event: string; body: string | null; received: string }
  door_rows: { door: string; key: string; value: Json<unknown> }
  jobs: JobTable
  job_steps: { job: JobId; name: string; result: Json<unknown> | null; at: string; milliseconds: number; seq: number }
  job_log: { job: JobId; seq: number; at: string; line: string; step: string | null }
  holds: { name: InstanceName; job: JobId; want: HoldWant }
  people: { id: PersonId; role: Role; name: string; name_key: string; groups: Json<readonly GroupName[]>; password: string | null; created: string }
  groups: { name: GroupName }
  devices: { id: DeviceId; name: string; agent: string; by: string; created: string }
  sessions: { id: string; hash: string; person: PersonId | null; device: DeviceId | null; agent: string; created: string; seen: string; expires: string }
  tokens: { id: string; hash: string; person: PersonId; label: string; scope: TokenScope; created: string; expires: string | null; used: string | null }
  invitations: InvitationTable
  passkeys: PasskeyTable
  projects: { name: InstanceName; project: Json<Project> }
  releases: { project: InstanceName; number: number; release: Json<Release>; job: JobId | null }
  ssh_keys: SshKeyTable
  outside: { id: OutsideId; config: Json<OutsideConfig> }
  identities: { issuer: string; subject: string; person: PersonId; name: string }
  links: { id: string; instance: InstanceName; path: string; label: string; by: string; created: string; expires: string }
  secrets: { name: string; sealed: string }
  oidc: { model: string; id: string; payload: Json<unknown>; grant_id: string | null; uid: string | null; expires: string | null }
  attempts: { place: string; failures: number; turn: number }
  audit: { id: Generated<number>; at: string; who: string; action: string; object: string; source: string; result: string }
}

export interface InvitationTable {
  id: string
  hash: string
  person: PersonId | null
  role: Role
  groups: Json<readonly GroupName[]>
  name: string | null
  by: string
  maker: PersonId | null
  created: string
  expires: string
}

export interface PasskeyTable {
  id: string
  person: PersonId
  public_key: string
  counter: number
  transports: Json<readonly string[]>
  synced: number
  label: string
  created: string
  used: string | null
}

export interface SshKeyTable {
  id: SshKeyId
  /** Whose it is: somebody's own, or a project's. */
  person: PersonId | null
  project: InstanceName | null
  label: string
  type: string
  fingerprint: string
  blob: string
  created: string
  used: string | null
}

export interface JobTable {
  id: JobId
  /** The order of coming, for ever. */
  seq: number
  kind: string
  key: string
  /** Those of one lane take turns with those of the others. */
  lane: string
  title: string
  instance: InstanceName | null
  input: Json<unknown> | null
  state: JobState
  /** The order of waiting: a job that is queued again goes to the end of the line. */
  turn: number
  fence: Generated<number>
  attempts: Generated<number>
  /** Attempts that ended in an error since the last step was done, or a person asked for another try. */
  failures: Generated<number>
  /** Attempts cut off by the end of the engine since the last step was done. */
  lost: Generated<number>
  cancelling: Generated<number>
  step: string | null
  cause: Json<Cause> | null
  result: Json<unknown> | null
  created: string
  updated: string
}
