import type { Visitor } from '../../model/visitor.ts'
import type { HeaderPart } from '../../model/plan.ts'

type Fact = Exclude<HeaderPart, string>['visitor']

/**
 * A visitor in the words that FreeShard's apps know (`shard_core`, `auth.client_*`): who is signed in comes by
 * a `terminal`. There, each device has an id of its own; here a person has one, and so has a paired device.
 */
export function factsOf(visitor: Visitor): Readonly<Record<Fact, string>> {
  switch (visitor.kind) {
    case 'person':
      return { type: 'terminal', id: visitor.id, name: visitor.name }
    case 'device':
      return { type: 'terminal', id: `device-${visitor.id}`, name: visitor.name }
    case 'peer':
      return { type: 'peer', id: visitor.id, name: visitor.name }
    case 'anonymous':
    case 'link':
      return { type: 'anonymous', id: '', name: '' }
  }
}
