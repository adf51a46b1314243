import type { Kysely, Selectable } from 'kysely'
import type { InstanceName } from '../model/names.ts'
import type { PersonId } from '../model/person.ts'
import type { SshKeyId } from '../model/sshkey.ts'
import type { SshKeyTable, Tables } from './tables.ts'

/** `blob` is the key as SSH sends it, base64; just one of `person` and `project` is set. */
export type SshKeyRow = Readonly<Selectable<SshKeyTable>>

/** Public keys that may push; no two rows have the same. */
export class SshKeys {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async ofPerson(person: PersonId): Promise<SshKeyRow[]> {
    return await this.#db.selectFrom('ssh_keys').selectAll().where('person', '=', person).orderBy('created').orderBy('id').execute()
  }

  async ofProject(project: InstanceName): Promise<SshKeyRow[]> {
    return await this.#db.selectFrom('ssh_keys').selectAll().where('project', '=', project).orderBy('created').orderBy('id').execute()
  }

  async get(id: SshKeyId): Promise<SshKeyRow | undefined> {
    return await this.#db.selectFrom('ssh_keys').selectAll().where('id', '=', id).executeTakeFirst()
  }

  async byFingerprint(fingerprint: string): Promise<SshKeyRow | undefined> {
    return await this.#db.selectFrom('ssh_keys').selectAll().where('fingerprint', '=', fingerprint).executeTakeFirst()
  }

  /** Throws when there is this key already. */
  async insert(key: SshKeyRow): Promise<void> {
    await this.#db.insertInto('ssh_keys').values(key).execute()
  }

  async touch(id: SshKeyId, used: string): Promise<void> {
    await this.#db.updateTable('ssh_keys').set({ used }).where('id', '=', id).execute()
  }

  /** Whether there was one. */
  async remove(id: SshKeyId): Promise<boolean> {
    const { numDeletedRows } = await this.#db.deleteFrom('ssh_keys').where('id', '=', id).executeTakeFirst()
    return numDeletedRows > 0
  }
}
