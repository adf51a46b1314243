import type { DnsProvider } from '../../model/https.ts'

/** Sets and takes away TXT records; each provider in its own way. Names are whole, without a dot at the end. */
export interface DnsRecords {
  /** Another record of the same name stays: a wildcard and its domain need one each at the same time. */
  add(name: string, value: string, signal: AbortSignal): Promise<void>
  /** Only the record of this name with this value; one that is not there is no error. */
  remove(name: string, value: string, signal: AbortSignal): Promise<void>
  /** Where to ask first for the name servers of a zone, `address:port`; the machine's own resolvers when not given. */
  resolvers?(): Promise<readonly string[]>
}

/** Where the providers' APIs are; tests have their own. */
export interface DnsBases {
  readonly cloudflare?: string
  readonly porkbun?: string
}

export async function openRecords(provider: DnsProvider, bases: DnsBases = {}): Promise<DnsRecords> {
  switch (provider.kind) {
    case 'cloudflare': {
      const { Cloudflare } = await import('./cloudflare.ts')
      return new Cloudflare(provider, bases.cloudflare)
    }
    case 'porkbun': {
      const { Porkbun } = await import('./porkbun.ts')
      return new Porkbun(provider, bases.porkbun)
    }
    case 'rfc2136': {
      const { Rfc2136 } = await import('./rfc2136/rfc2136.ts')
      return new Rfc2136(provider)
    }
    case 'command': {
      const { Program } = await import('./program.ts')
      return new Program(provider)
    }
  }
}
