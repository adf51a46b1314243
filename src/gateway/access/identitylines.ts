import type { Visitor } from '../../model/visitor.ts'
import { headerValue } from '../http/headervalue.ts'
import type { Identity } from './identity.ts'

const nothing: readonly string[] = []

/**
 * What every app is told of somebody who is signed in, in the words that self-hosted apps know (`Remote-*`), and signed
 * (`X-Berth-Identity`). Of strangers and holders of a link nothing is said.
 */
export function identityLines(identity: Identity, instance: string, visitor: Visitor): readonly string[] {
  if (visitor.kind !== 'person' && visitor.kind !== 'device') return nothing
  const id = visitor.kind === 'person' ? visitor.id : `device-${visitor.id}`
  const lines = ['Remote-User', id, 'Remote-Name', headerValue(visitor.name)]
  if (visitor.kind === 'person' && visitor.groups.length > 0) lines.push('Remote-Groups', headerValue(visitor.groups.join(',')))
  const signed = identity.of(instance, visitor)
  if (signed !== undefined) lines.push('X-Berth-Identity', signed)
  return lines
}
