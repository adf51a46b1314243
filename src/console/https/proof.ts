import type { HttpsView } from '../../model/https.ts'

/** Where the console answers by HTTPS when nobody said so: the usual ports, at the name by which it was reached. */
const usualPorts = ['', ':8443']

/** The answer to "did I come by HTTPS?", with what a visitor may know of it: the console by HTTPS, and the engine's own authority. */
export interface Proof {
  readonly secure: boolean
  readonly url: string | null
  readonly fingerprint: string | null
}

/** How the machine does HTTPS, as far as a visitor can tell: only its own certificates have to be trusted by hand. */
export function modeIn({ url, fingerprint }: Proof): HttpsView['mode'] {
  if (fingerprint !== null) return 'lan'
  return url === null ? 'off' : 'acme'
}

/** Where it is worth asking whether this device trusts the machine, the likeliest first; no place twice. */
export function originsToTry(url: string | null | undefined, { protocol, hostname, origin }: Pick<Location, 'protocol' | 'hostname' | 'origin'>): readonly string[] {
  if (protocol === 'https:') return [origin]
  const told = url && URL.canParse(url) ? [new URL(url).origin] : []
  return [...new Set([...told, ...usualPorts.map((port) => `https://${hostname}${port}`)])]
}

/** Asks each of them; the first that this device trusts, or nothing. */
export async function provenAt(origins: readonly string[]): Promise<string | undefined> {
  const answers = await Promise.all(origins.map(isProven))
  return origins.find((_, index) => answers[index])
}

async function isProven(origin: string): Promise<boolean> {
  return (await proofOf(origin))?.secure ?? false
}

/** Nothing where the device does not trust it, or nobody answers. */
export async function proofOf(origin: string): Promise<Proof | undefined> {
  const asked = await fetch(`${origin}/api/https/proof`, { cache: 'no-store', credentials: 'omit' }).catch(() => undefined)
  if (!asked?.ok) return undefined
  return (await asked.json().catch(() => undefined)) as Proof | undefined
}
