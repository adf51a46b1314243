import { hostname } from 'node:os'
import { isIP } from 'node:net'
import type { Spec } from '../model/instance.ts'
import type { InstanceName } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import type { Domain } from '../model/projectfile.ts'

/** Answered by other means on every network, or by nobody: RFC 6762, 6761, 7686. */
const reserved: readonly string[] = ['local', 'localhost', 'invalid', 'onion', 'arpa']
/** Except that one, which is for home networks (RFC 8375). */
const free = 'home.arpa'

/** By which the console is reached besides `berth.<domain>`, all in small letters. */
export function consoleNames(domain: string): string[] {
  return [domain, 'localhost', hostname().toLowerCase()]
}

/**
 * Names of its own for an instance. Throws `domain-taken` where another one has it, and `domain-own` for what is the
 * machine's: its own domain and whatever is below it, where each app already has its name; the names of its console;
 * those of the LAN.
 */
export function demandDomains(name: InstanceName, domains: readonly Domain[], { specs, domain }: { readonly specs: readonly Pick<Spec, 'name' | 'domains'>[]; readonly domain: string }): void {
  for (const one of domains) {
    if (isOwn(one, domain.toLowerCase())) throw new Problem('domain-own', { name, domain: one })
    const owner = specs.find((spec) => spec.name !== name && spec.domains.includes(one))
    if (owner) throw new Problem('domain-taken', { name, domain: one, owner: owner.name })
  }
}

function isOwn(name: string, domain: string): boolean {
  const below = (other: string): boolean => name === other || name.endsWith(`.${other}`)
  return isIP(name) !== 0 || below(domain) || consoleNames(domain).includes(name) || (reserved.some(below) && !name.endsWith(`.${free}`))
}
