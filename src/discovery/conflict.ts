import { dataOf } from './records.ts'
import type { Answer } from './records.ts'

/** What belongs to us: a record that says the same, or our own address, as another of our networks has it. */
export interface Own {
  readonly name: string
  readonly engine: string
  readonly addresses: readonly string[]
}

/** Whether somebody else says that the name is theirs. A goodbye (life 0) claims nothing. */
export function contradicts(records: readonly Answer[], own: Own): boolean {
  return records.some((record) => record.name.toLowerCase() === own.name && 'ttl' in record && record.ttl !== 0 && isForeign(record, own))
}

function isForeign(record: Answer, { engine, addresses }: Own): boolean {
  if (record.type === 'A') return !addresses.includes(record.data)
  if (record.type !== 'TXT') return false
  const texts = (Array.isArray(record.data) ? record.data : [record.data]).map(String)
  return texts.some((text) => text.startsWith('engine=') && text !== `engine=${engine}`)
}

/**
 * Two ask at the same time whether a name is free: whoever's records come later in the order of bytes has it
 * (RFC 6762, 8.2). True when it is the other.
 */
export function yieldsTo(theirs: readonly Answer[], ours: readonly Answer[], name: string): boolean {
  const [their, our] = [ordered(theirs, name), ordered(ours, name)]
  for (const [at, record] of our.entries()) {
    const other = their[at]
    if (other === undefined) return false
    if (other !== record) return other > record
  }
  return their.length > our.length
}

function ordered(records: readonly Answer[], name: string): readonly string[] {
  const kinds: Readonly<Record<string, string>> = { A: '0001', TXT: '0010' }
  return records.flatMap((record) => (record.name.toLowerCase() === name && record.type in kinds ? [`${kinds[record.type]}${dataOf(record)}`] : [])).sort()
}
