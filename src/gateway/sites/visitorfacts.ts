import type { Visitor } from '../../model/decision.ts'
import type { HeaderPart } from '../../model/plan.ts'

type Fact = Exclude<HeaderPart, string>['visitor']

/**
 * A visitor in the words that FreeShard's apps know (`shard_core`, `auth.client_*`): who is signed in comes by
 * a `terminal`. There, each device has an id of its own; here, it is one person.
 */
export function factsOf(visitor: Visitor): Readonly<Record<Fact, string>> {
  switch (visitor.kind) {
    case 'owner':
      return { type: 'terminal', id: 'owner', name: visitor.name }
    case 'peer':
      return { type: 'peer', id: visitor.id, name: visitor.name }
    case 'anonymous':
      return { type: 'anonymous', id: '', name: '' }
  }
}
