import type { Kysely } from 'kysely'
import { Attempts } from './attempts.ts'
import { Audit } from './audit.ts'
import { Deliveries } from './deliveries.ts'
import { DoorRows } from './doorrows.ts'
import { History } from './history.ts'
import { Holds } from './holds.ts'
import { Idle } from './idle.ts'
import { JobLog } from './joblog.ts'
import { JobRows } from './jobrows.ts'
import { JobSteps } from './jobsteps.ts'
import { Meta } from './meta.ts'
import { People } from './people.ts'
import { Sessions } from './sessions.ts'
import { ShelfRows } from './shelf.ts'
import { Specs } from './specs.ts'
import { Starts } from './starts.ts'
import { Statuses } from './statuses.ts'
import { Devices } from './devices.ts'
import { Groups } from './groups.ts'
import { Identities } from './identities.ts'
import { Invitations } from './invitations.ts'
import { Links } from './links.ts'
import { Oidc } from './oidc.ts'
import { Outside } from './outside.ts'
import { Passkeys } from './passkeys.ts'
import { Projects } from './projects.ts'
import { Releases } from './releases.ts'
import { Secrets } from './secrets.ts'
import { SshKeys } from './sshkeys.ts'
import type { Tables } from './tables.ts'
import { Tokens } from './tokens.ts'

/** The nouns: over the database itself each call is a commit of its own, over a transaction they are committed together. */
export interface Rows {
  readonly meta: Meta
  readonly specs: Specs
  readonly statuses: Statuses
  readonly history: History
  readonly starts: Starts
  readonly idle: Idle
  readonly holds: Holds
  readonly shelf: ShelfRows
  readonly jobs: JobRows
  readonly jobSteps: JobSteps
  readonly jobLog: JobLog
  readonly people: People
  readonly sessions: Sessions
  readonly devices: Devices
  readonly groups: Groups
  readonly identities: Identities
  readonly invitations: Invitations
  readonly links: Links
  readonly oidc: Oidc
  readonly outside: Outside
  readonly passkeys: Passkeys
  readonly projects: Projects
  readonly releases: Releases
  readonly secrets: Secrets
  readonly deliveries: Deliveries
  readonly sshKeys: SshKeys
  readonly tokens: Tokens
  readonly attempts: Attempts
  readonly audit: Audit
  /** A door's own rows. */
  doorRows(door: string): DoorRows
}

export function rowsOver(db: Kysely<Tables>): Rows {
  return {
    meta: new Meta(db),
    specs: new Specs(db),
    statuses: new Statuses(db),
    history: new History(db),
    starts: new Starts(db),
    idle: new Idle(db),
    holds: new Holds(db),
    shelf: new ShelfRows(db),
    jobs: new JobRows(db),
    jobSteps: new JobSteps(db),
    jobLog: new JobLog(db),
    people: new People(db),
    sessions: new Sessions(db),
    devices: new Devices(db),
    groups: new Groups(db),
    identities: new Identities(db),
    invitations: new Invitations(db),
    links: new Links(db),
    oidc: new Oidc(db),
    outside: new Outside(db),
    passkeys: new Passkeys(db),
    projects: new Projects(db),
    releases: new Releases(db),
    secrets: new Secrets(db),
    deliveries: new Deliveries(db),
    sshKeys: new SshKeys(db),
    tokens: new Tokens(db),
    attempts: new Attempts(db),
    audit: new Audit(db),
    doorRows: (door) => new DoorRows(db, door),
  }
}
