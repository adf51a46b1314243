import { isIP } from 'node:net'
import { permits } from '../certificates/authority/constraints.ts'
import type { Wanted } from '../certificates/keeper.ts'
import { lanName } from '../discovery/label.ts'
import type { HttpsChoice } from './httpschoice.ts'

/** The names this machine and its apps have. */
export interface Places {
  readonly domain: string
  readonly label: string | null
  readonly apps: readonly string[]
  /** Labels of versions that are here: a certificate of our own costs nothing, one of a public authority for each commit would soon be refused. */
  readonly versions: readonly string[]
  /** Names of apps' own, elsewhere. */
  readonly domains: readonly string[]
  /** Of this machine on the networks of people. */
  readonly addresses: readonly string[]
}

/**
 * The certificates there should be. One for each app, and one for each name of its own: one that comes or goes, or
 * that leads elsewhere, changes no other's.
 */
export function wantedCertificates(choice: HttpsChoice, places: Places): readonly Wanted[] {
  switch (choice.mode) {
    case 'off':
      return []
    case 'lan':
      return lanCertificates(places)
    case 'acme': {
      const { domain, apps, domains } = places
      const own = domains.filter(isPublic).map(ownCertificate)
      if (choice.challenge === 'dns-01') return [{ id: 'domain', names: [`*.${domain}`, domain] }, ...own]
      return [...['berth', ...apps].map((name) => ({ id: name, names: [`${name}.${domain}`] })), ...own]
    }
  }
}

/** By which name the console is reached with such a certificate. */
export function consoleName(choice: HttpsChoice, { label, domain }: Pick<Places, 'label' | 'domain'>): string {
  return choice.mode === 'lan' && label !== null ? lanName('berth', label) : `berth.${domain}`
}

/** Whether a public authority could know this domain. */
export function isPublic(domain: string): boolean {
  return domain.includes('.') && isIP(domain) === 0 && !permits(domain)
}

/** The authority of a machine signs only for names that nobody has on the Internet: the others are left to HTTP. */
function lanCertificates({ domain, label, apps, versions, domains, addresses }: Places): readonly Wanted[] {
  const namesFor = (name: string): string[] => [...lanNames([name], label), `${name}.${domain}`]
  const own = { id: 'berth', names: [...namesFor('berth'), `labs.${domain}`, domain, 'localhost', ...addresses, '127.0.0.1'] }
  const all = [own, ...[...apps, ...versions].map((name) => ({ id: name, names: namesFor(name) })), ...domains.map(ownCertificate)]
  return all.map(({ id, names }) => ({ id, names: [...new Set(names)].filter(permits) })).filter(({ names }) => names.length > 0)
}

/** Where these answer on the LAN, if they do: a label of DNS has 63 characters at most. */
function lanNames(names: readonly string[], label: string | null): string[] {
  return label === null ? [] : names.filter((name) => fitsLan(name, label)).map((name) => lanName(name, label))
}

/** May a name be announced on the LAN? */
export function fitsLan(name: string, label: string): boolean {
  return name.length + 1 + label.length <= 63
}

/** No app is called like that: its id has a dot. */
function ownCertificate(name: string): Wanted {
  return { id: name, names: [name] }
}
