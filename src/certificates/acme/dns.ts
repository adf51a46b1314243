import { propagated } from '../dns/propagation.ts'
import type { DnsRecords } from '../dns/records.ts'
import type { Challenge, Solver } from './solver.ts'

/** Milliseconds that name servers may take to tell one another. */
const patience = 5 * 60_000

/** DNS-01: a TXT record at `_acme-challenge.<domain>`; the only way to a wildcard. */
export class DnsAnswers implements Solver {
  readonly type = 'dns-01'
  readonly #records: DnsRecords
  readonly #resolvers: readonly string[] | undefined

  constructor(records: DnsRecords, resolvers?: readonly string[]) {
    this.#records = records
    this.#resolvers = resolvers
  }

  async put(challenges: readonly Challenge[], signal: AbortSignal): Promise<void> {
    for (const challenge of challenges) await this.#records.add(nameOf(challenge), challenge.value, signal)
    const resolvers = this.#resolvers ?? (await this.#records.resolvers?.())
    for (const [name, values] of byName(challenges)) await propagated({ name, values, deadline: patience, signal, ...(resolvers && { resolvers }) })
  }

  async take(challenges: readonly Challenge[], signal: AbortSignal): Promise<void> {
    for (const challenge of challenges) await this.#records.remove(nameOf(challenge), challenge.value, signal)
  }
}

function nameOf({ domain }: Challenge): string {
  return `_acme-challenge.${domain}`
}

/** A wildcard and its domain have one name and two values. */
function byName(challenges: readonly Challenge[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const challenge of challenges) found.set(nameOf(challenge), [...(found.get(nameOf(challenge)) ?? []), challenge.value])
  return found
}
