import type { Authority } from '../certificates/authority/authority.ts'
import { labelFrom } from '../discovery/label.ts'
import type { HttpsView } from '../model/https.ts'
import type { HttpsChoice } from './httpschoice.ts'

export interface HttpsState extends Pick<HttpsView, 'port' | 'url' | 'certificates' | 'cause'> {
  readonly choice: HttpsChoice
  readonly authority: Pick<Authority, 'name' | 'fingerprint' | 'expires'> | undefined
}

/** How it stands, as people see it: of the keys for the DNS only whose they are. */
export function viewOf({ choice, authority, ...state }: HttpsState): HttpsView {
  const acme = choice.mode === 'acme' ? choice : null
  return {
    ...state,
    mode: choice.mode,
    redirect: choice.mode !== 'off' && choice.redirect,
    email: acme?.email ?? null,
    directory: acme?.directory ?? null,
    challenge: acme?.challenge ?? null,
    dns: acme?.dns?.kind ?? null,
    authority: authority ? { name: authority.name, fingerprint: authority.fingerprint, expires: authority.expires.toISOString() } : null,
  }
}

/** As people find the authority in the list of their device. */
export function authorityName(host: string, engine: string): string {
  const label = labelFrom(host, engine)
  return label === engine ? `Berth (${engine})` : `Berth on ${label} (${engine})`
}
