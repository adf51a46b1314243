import { allowed } from '../../../src/access/may.ts'
import type { Person } from '../../../src/access/person.ts'
import type { Me } from '../../../src/model/api.ts'
import { DeviceId } from '../../../src/model/device.ts'
import type { JoinLook } from '../../../src/model/invitation.ts'
import type { OutsideAccount, SignInWays } from '../../../src/model/outside.ts'
import { PersonId } from '../../../src/model/person.ts'
import type { GroupName, Role } from '../../../src/model/person.ts'

/** Whoever is signed in to the stand-in, and the ways in that it offers. */
export class AccountRows {
  readonly id = PersonId.parse('ada1')
  name = 'Ada'
  role: Role | 'device' = 'owner'
  groups: readonly GroupName[] = []
  /** Null: they have none. */
  password: string | null = 'three small boats'
  ways: SignInWays = { outside: [], pairing: false, people: false }
  /** By the code that is good once. */
  readonly invitations = new Map<string, JoinLook>()
  outside: readonly OutsideAccount[] = []
  pairingCode: string | null = null
  /** What was asked at the claim. */
  open = false

  me(): Me {
    const { name, role } = this
    if (role === 'device') return { kind: 'device', id: 'tablet1', name, role: null, groups: [], via: 'session', may: allowed(this.person()) }
    return { kind: 'person', id: this.id, name, role, groups: [...this.groups], via: 'session', may: allowed(this.person()) }
  }

  person(): Person {
    const { name, role, groups, id } = this
    if (role === 'device') return { kind: 'device', id: DeviceId.parse('tablet1'), name, session: 's1', from: '127.0.0.1' }
    return { kind: 'person', id, name, role, groups, via: 'session', session: 's1', from: '127.0.0.1' }
  }
}
