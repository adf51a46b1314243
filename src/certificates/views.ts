import type { Cause } from '../model/cause.ts'
import type { CertificateView } from '../model/https.ts'
import { Problem } from '../model/problem.ts'
import { causeOf } from './causes.ts'
import type { Kept } from './kept.ts'
import { dueAt, standingOf } from './schedule.ts'

/** A row as people see it; nothing before its first try has ended. One that was never got has no issuer, and "expires" with its next try. */
export function viewOf(row: Kept, now: number): CertificateView | undefined {
  const { names, certificate, cause } = row
  if (!certificate && !cause) return undefined
  const renews = new Date(dueAt(row, now)).toISOString()
  const expires = certificate ? new Date(certificate.expires).toISOString() : renews
  return { names, issuer: certificate?.issuer ?? '', expires, renews, cause }
}

/** The most pressing of all that is wrong: expired before missing before late. */
export function worstOf(rows: readonly Kept[], now: number): Cause | null {
  for (const standing of ['expired', 'missing', 'late'] as const) {
    const row = rows.find((one) => one.cause !== null && standingOf(one, now) === standing)
    if (row) return pressing(row, standing, now)
  }
  return null
}

function pressing({ names, certificate, cause }: Kept, standing: 'expired' | 'missing' | 'late', now: number): Cause | null {
  if (standing === 'missing' || !certificate || !cause) return cause
  const values = { names: names.join(', '), expires: new Date(certificate.expires).toISOString().slice(0, 10), reason: cause.message }
  return causeOf(new Problem(standing === 'expired' ? 'certificate-expired' : 'certificate-late', values), now)
}
