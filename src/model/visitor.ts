import type { DeviceId } from './device.ts'
import type { GroupName, PersonId, Role } from './person.ts'

/**
 * Who asks an app. An `anonymous` visitor is anybody on the network, a `peer` another engine that has proven who it is,
 * a `link` whoever holds a shared link. `session`: the sign-in (or link) without which they would be nobody.
 */
export type Visitor =
  | { readonly kind: 'anonymous' }
  | PersonVisitor
  | { readonly kind: 'device'; readonly session: string; readonly id: DeviceId; readonly name: string }
  | { readonly kind: 'link'; readonly session: string; readonly instance: string; readonly path: string }
  | { readonly kind: 'peer'; readonly id: string; readonly name: string }

export interface PersonVisitor {
  readonly kind: 'person'
  readonly session: string
  readonly id: PersonId
  readonly name: string
  readonly role: Role
  readonly groups: readonly GroupName[]
}

export const anonymous: Visitor = { kind: 'anonymous' }

/** The sign-in that a visitor stands on; nothing for those who have none. */
export function sessionOf(visitor: Visitor | undefined): string | undefined {
  return visitor && 'session' in visitor ? visitor.session : undefined
}
