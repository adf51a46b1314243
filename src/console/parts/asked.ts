import type { Ask, Grant } from '../../model/grant.ts'

/** One thing that is asked for, with every service that asks for it. */
export interface Asked {
  readonly grant: Grant
  readonly what: string
  readonly services: readonly string[]
  readonly reach: Ask['reach']
}

/** What could do anything on this machine first; each thing once. */
export function askedIn(asks: readonly Ask[]): readonly Asked[] {
  const grants = [...new Set(asks.map(({ grant }) => grant))]
  return grants.map((grant) => one(grant, asks)).toSorted((a, b) => Number(b.reach === 'machine') - Number(a.reach === 'machine'))
}

function one(grant: Grant, asks: readonly Ask[]): Asked {
  const same = asks.filter((ask) => ask.grant === grant)
  const services = [...new Set(same.flatMap(({ service }) => service ?? []))]
  return { grant, what: same[0]?.what ?? grant, services, reach: same.some(({ reach }) => reach === 'machine') ? 'machine' : 'part' }
}
