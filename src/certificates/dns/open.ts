import type { DnsProvider } from '../../model/https.ts'
import type { DnsRecords } from './records.ts'

/** Where the providers' APIs are; tests have their own. */
export interface DnsBases {
  readonly cloudflare?: string
  readonly porkbun?: string
}

/** The way to a provider, loaded only when it is gone. */
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
