import type { CertificateView, HttpsView } from '../../model/https.ts'
import { standingOf } from '../https/state.ts'
import type { Standing } from '../https/state.ts'

/** How a name of one's own stands with HTTPS; `unknown` where nothing was asked for it yet. */
export type Certified = Standing | 'off' | 'lan' | 'unknown'

export interface NameCertificate {
  readonly standing: Certified
  readonly certificate: CertificateView | undefined
}

export function certificateOf(domain: string, https: Pick<HttpsView, 'mode' | 'certificates'>, now: number): NameCertificate {
  if (https.mode === 'off') return { standing: 'off', certificate: undefined }
  const certificate = https.certificates.find(({ names }) => names.some((name) => covers(name, domain)))
  if (https.mode === 'lan') return { standing: 'lan', certificate }
  return { standing: certificate ? standingOf(certificate, now) : 'unknown', certificate }
}

/** `*.example.org` is for what is one label below. */
function covers(name: string, domain: string): boolean {
  return name === domain || (name.startsWith('*.') && domain.slice(domain.indexOf('.') + 1) === name.slice(2))
}
