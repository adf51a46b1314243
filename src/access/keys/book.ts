import type { Clock } from '../../kit/clock.ts'
import type { LocalDb, Rows } from '../../localdb/localdb.ts'
import type { SshKeyRow } from '../../localdb/sshkeys.ts'
import type { InstanceName } from '../../model/names.ts'
import type { PersonId } from '../../model/person.ts'
import { Problem } from '../../model/problem.ts'
import { SshKeyId } from '../../model/sshkey.ts'
import type { SshKeyBody, SshKeyView } from '../../model/sshkey.ts'
import type { Person, SomePerson } from '../person.ts'
import { newId } from '../secret.ts'
import { labelsFor } from './labels.ts'
import { fingerprintOf } from './line.ts'
import { readKeys } from './text.ts'
import type { ReadKey } from './text.ts'
import { whereIs } from './whereis.ts'

/** More than anybody carries; a bound, so that nobody fills the disk. */
const most = 50
/** `used` is written at most this often, milliseconds. */
const usedEvery = 60_000

/** Whose a key is. */
export type KeyOwner = { readonly kind: 'person'; readonly id: PersonId } | { readonly kind: 'project'; readonly name: InstanceName }

/** Whom a key lets in: somebody, who may what they may now, or whoever has the key of a project. */
export type KeyBearer =
  { readonly kind: 'person'; readonly key: SshKeyId; readonly person: SomePerson } | { readonly kind: 'deploy'; readonly key: SshKeyId; readonly project: InstanceName; readonly label: string }

/** Is a key, with which something was opened, among those that no longer open it? */
export type IsOut = (key: SshKeyId) => boolean

/** SSH keys that may push. What was opened with one that is removed, or whose person changes, is to end: see `onRevoked`. */
export class SshKeyBook {
  readonly #db: LocalDb
  readonly #clock: Clock
  readonly #written = new Map<SshKeyId, number>()
  /** What each key that was asked for stood for then. */
  readonly #standing = new Map<SshKeyId, string>()
  readonly #listeners = new Set<(isOut: IsOut) => void>()

  constructor(db: LocalDb, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  async list(person: PersonId): Promise<SshKeyView[]> {
    return (await this.#db.sshKeys.ofPerson(person)).map(viewOf)
  }

  async listOf(project: InstanceName): Promise<SshKeyView[]> {
    return (await this.#db.sshKeys.ofProject(project)).map(viewOf)
  }

  /** All or none. Throws `ssh-key`, `ssh-key-private`, `ssh-key-taken`, `ssh-key-many`; what it says of where a key is, is for `by`. */
  async add(owner: KeyOwner, { keys: text, label }: SshKeyBody, by: Person): Promise<SshKeyView[]> {
    const keys = readKeys(text)
    const labels = labelsFor(keys, label)
    const created = this.#clock.date().toISOString()
    return await this.#db.tx(async (t) => {
      if ((await ownedBy(t, owner)).length + keys.length > most) throw new Problem('ssh-key-many', { most })
      await demandFree(t, keys, by)
      const rows = keys.map(({ type, blob, fingerprint }, at): SshKeyRow => ({
        id: SshKeyId.parse(newId()),
        ...columns(owner),
        label: labels[at] ?? type,
        type,
        fingerprint,
        blob,
        created,
        used: null,
      }))
      for (const row of rows) await t.sshKeys.insert(row)
      return rows.map(viewOf)
    })
  }

  /** What it opened ends. Throws `not-found`, also for somebody else's. */
  async remove(owner: KeyOwner, id: SshKeyId): Promise<SshKeyView> {
    const row = await this.#db.tx(async (t) => {
      const found = (await ownedBy(t, owner)).find((each) => each.id === id)
      if (!found) throw new Problem('not-found', { what: 'key', name: id })
      await t.sshKeys.remove(id)
      return found
    })
    await this.recheck()
    return viewOf(row)
  }

  /** Whom this key lets in now. `blob`: as SSH sends it, base64. Not yet proven: whoever asks has to see its signature. */
  async find(blob: string, from = 'ssh'): Promise<KeyBearer | undefined> {
    const row = await this.#db.sshKeys.byFingerprint(fingerprintOf(Buffer.from(blob, 'base64')))
    const bearer = row && (await this.#bearer(row, from))
    if (row && bearer) this.#standing.set(row.id, standingOf(bearer))
    return bearer
  }

  /** It has proven itself. */
  async used(id: SshKeyId): Promise<void> {
    const now = this.#clock.steady()
    if (now - (this.#written.get(id) ?? -Infinity) < usedEvery) return
    this.#written.set(id, now)
    await this.#db.sshKeys.touch(id, this.#clock.date().toISOString())
  }

  /** Tells of keys that stand for something else now, or for nothing. Ends with the returned function. */
  onRevoked(listener: (isOut: IsOut) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** After anything that keys stand for has changed: people, groups, projects. */
  async recheck(): Promise<void> {
    const out = new Set<SshKeyId>()
    for (const [id, before] of this.#standing) {
      const row = await this.#db.sshKeys.get(id)
      const bearer = row && (await this.#bearer(row, ''))
      if (!bearer || standingOf(bearer) !== before) out.add(id)
    }
    for (const id of out) for (const map of [this.#standing, this.#written]) map.delete(id)
    if (out.size > 0) for (const listener of this.#listeners) listener((id) => out.has(id))
  }

  async #bearer({ id, person, project, label }: SshKeyRow, from: string): Promise<KeyBearer | undefined> {
    if (project !== null) return { kind: 'deploy', key: id, project, label }
    const known = person === null ? undefined : await this.#db.people.get(person)
    if (!known) return undefined
    return { kind: 'person', key: id, person: { kind: 'person', id: known.id, name: known.name, role: known.role, groups: known.groups, via: 'key', scope: 'deploy', from } }
  }
}

async function ownedBy(t: Rows, owner: KeyOwner): Promise<SshKeyRow[]> {
  return owner.kind === 'person' ? await t.sshKeys.ofPerson(owner.id) : await t.sshKeys.ofProject(owner.name)
}

function columns(owner: KeyOwner): Pick<SshKeyRow, 'person' | 'project'> {
  return owner.kind === 'person' ? { person: owner.id, project: null } : { person: null, project: owner.name }
}

async function demandFree(t: Rows, keys: readonly ReadKey[], by: Person): Promise<void> {
  for (const { line, fingerprint } of keys) {
    const row = await t.sshKeys.byFingerprint(fingerprint)
    if (row) throw new Problem('ssh-key-taken', { line, where: await whereIs(t, row, by) })
  }
}

/** All that what it opens depends on, as a text. */
function standingOf(bearer: KeyBearer): string {
  return bearer.kind === 'deploy' ? bearer.project : JSON.stringify([bearer.person.id, bearer.person.role, bearer.person.groups])
}

function viewOf({ id, label, type, fingerprint, created, used }: SshKeyRow): SshKeyView {
  return { id, label, type, fingerprint, created, used }
}
