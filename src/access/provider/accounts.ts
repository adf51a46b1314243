import type { Account } from 'oidc-provider'
import type { LocalDb } from '../../localdb/localdb.ts'
import type { PersonRow } from '../../localdb/people.ts'
import { InstanceName } from '../../model/names.ts'
import { PersonId } from '../../model/person.ts'
import { decide } from '../../model/policy.ts'

/** What an app may ask to be told, by scope. No address: Berth asks nobody for one. */
export const claimsByScope = { openid: ['sub'], profile: ['name', 'preferred_username', 'role', 'groups'], groups: ['groups'], email: [] }
export const scopes = Object.keys(claimsByScope)

/** The people an app may hear of: those who may use it now. Asked anew for every token. */
export class Accounts {
  readonly #db: Pick<LocalDb, 'people' | 'specs'>
  readonly #open: () => Promise<boolean>

  /** `open`: the machine's open mode. */
  constructor(db: Pick<LocalDb, 'people' | 'specs'>, open: () => Promise<boolean>) {
    this.#db = db
    this.#open = open
  }

  async find(sub: string, client: string): Promise<Account | undefined> {
    const id = PersonId.safeParse(sub)
    const person = id.success ? await this.#db.people.get(id.data) : undefined
    return person && (await this.#mayUse(person, client)) ? { accountId: sub, claims: () => claimsOf(person) } : undefined
  }

  /** The app's front page is what counts: who may not see that has no business signing in. */
  async #mayUse({ id, name, role, groups }: PersonRow, client: string): Promise<boolean> {
    const instance = InstanceName.safeParse(client)
    const spec = instance.success ? await this.#db.specs.get(instance.data) : undefined
    if (!spec || spec.removal) return false
    return decide(spec.policy, { kind: 'person', session: '', id, name, role, groups }, '/', await this.#open()) === 'allow'
  }
}

function claimsOf({ id, name, role, groups }: PersonRow): { sub: string; name: string; preferred_username: string; role: string; groups: string[] } {
  return { sub: id, name, preferred_username: name, role, groups: [...groups] }
}
