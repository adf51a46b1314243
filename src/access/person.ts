import type { TokenScope } from '../model/api.ts'
import type { DeviceId } from '../model/device.ts'
import type { GroupName, PersonId, Role } from '../model/person.ts'

/** Who calls, once it is known. */
export type Person = Anonymous | SomePerson | SomeDevice

export interface Anonymous {
  readonly kind: 'anonymous'
  readonly from: string
}

export interface SomePerson {
  readonly kind: 'person'
  readonly id: PersonId
  readonly name: string
  readonly role: Role
  readonly groups: readonly GroupName[]
  /** `local`: over the socket that only the machine's administrator can open; such a one acts for the owner. `key`: by SSH. */
  readonly via: 'session' | 'token' | 'local' | 'key'
  /** What the token or key may do, where it is one. */
  readonly scope?: TokenScope
  /** The id of the sign-in, where it is one. */
  readonly session?: string
  readonly from: string
}

/** A paired machine, whoever sits before it. */
export interface SomeDevice {
  readonly kind: 'device'
  readonly id: DeviceId
  readonly name: string
  readonly session: string
  readonly from: string
}

/** What is known of a request before anybody is believed. `from`, `host` and `scheme` are our own gateway's word. */
export interface RequestFacts {
  readonly local: boolean
  readonly method: string
  readonly cookie: string | undefined
  readonly authorization: string | undefined
  readonly origin: string | undefined
  readonly host: string | undefined
  readonly scheme: 'http' | 'https'
  readonly from: string
  readonly agent: string | undefined
  /** It asks for another protocol: a WebSocket. */
  readonly upgrade: boolean
}
