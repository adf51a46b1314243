import { hostname } from 'node:os'
import { Acme } from '../certificates/acme/acme.ts'
import { DnsAnswers } from '../certificates/acme/dns.ts'
import type { Solver } from '../certificates/acme/solver.ts'
import { Authority } from '../certificates/authority/authority.ts'
import { openRecords } from '../certificates/dns/open.ts'
import type { Issuer } from '../certificates/issuer.ts'
import { Problem } from '../model/problem.ts'
import type { Ground } from './ground.ts'
import type { HttpsChoice } from './httpschoice.ts'
import { isPublic } from './httpsnames.ts'
import { authorityName } from './httpsview.ts'

/** Throws `no-public-domain` and `invalid` for a choice that cannot work on a machine of this domain. */
export function checkChoice(choice: HttpsChoice, domain: string): void {
  if (choice.mode !== 'acme') return
  if (!isPublic(domain)) throw new Problem('no-public-domain', { domain })
  if (choice.challenge === 'dns-01' && !choice.dns) throw new Problem('invalid', { where: 'dns', reason: 'without the key of a DNS provider there is no DNS-01' })
}

/** Whoever signs by this choice; the machine's own authority is made when it is first wanted. `byHttp` answers HTTP-01. */
export async function issuerFor(choice: HttpsChoice, { access, clock, log, engine, settings }: Ground, byHttp: Solver): Promise<Issuer | null> {
  const { vault } = access
  if (choice.mode === 'off') return null
  if (choice.mode === 'lan') return await Authority.open({ vault, clock, name: authorityName(hostname(), engine) })
  const { directory, email, challenge, dns } = choice
  const plain = new Acme({ directory, email, solver: byHttp, vault, log })
  if (challenge !== 'dns-01' || !dns) return plain
  return byDomain(settings.domain, new Acme({ directory, email, solver: new DnsAnswers(await openRecords(dns)), vault, log }), plain)
}

/** The key of a DNS provider is for the machine's own domain: apps' names elsewhere are shown to be ours by HTTP. */
export function byDomain(domain: string, own: Issuer, other: Issuer): Issuer {
  const isOwn = (name: string): boolean => name === domain || name.endsWith(`.${domain}`)
  return { id: own.id, issue: async (names, signal) => await (names.every(isOwn) ? own : other).issue(names, signal) }
}
