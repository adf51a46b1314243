import { createHash } from 'node:crypto'
import { pauseAfter } from '../kit/backoff.ts'
import { covers, isFromFuture, isValid } from './kept.ts'
import type { Kept, KeptCertificate } from './kept.ts'

const minute = 60_000
const day = 24 * 60 * minute
/** Public authorities count failures by the hour: after an hour's four tries it is two a day at least. */
const pauses = { first: 5 * minute, cap: 12 * 60 * minute }
/** With less than this left, people are told: there is time to act, and renewal has failed many times by then. */
const warnWithin = 21 * day

/**
 * When a certificate is first tried to be renewed: with a third of its life left, and up to a tenth of that third
 * earlier, so that many that were made together are not renewed together. The same for the same certificate.
 */
export function renewsAt({ from, expires, chain }: KeptCertificate): number {
  const third = (expires - from) / 3
  const jitter = createHash('sha256').update(chain).digest().readUInt16BE(0) / 0xffff
  return Math.round(expires - third - (jitter * third) / 10)
}

/** When to try next, epoch milliseconds; not after `now` means at once. */
export function dueAt({ certificate, names, failures, next }: Kept, now: number): number {
  if (failures > 0) return isFarOff(next, now) ? now : next
  if (!isValid(certificate, now) || !covers(certificate, names) || isFromFuture(certificate, now)) return now
  return renewsAt(certificate)
}

export function nextAfter(failures: number, now: number): number {
  return now + pauseAfter(failures, pauses)
}

/** Further than any pause: the clock was ahead when that was written. */
function isFarOff(next: number, now: number): boolean {
  return next - now > pauses.cap * 1.2
}

/** How it stands with what is wanted: `late` when it can be used but its renewal fails and its end is near. */
export function standingOf(row: Kept, now: number): 'well' | 'late' | 'expired' | 'missing' {
  const { certificate, failures } = row
  if (isValid(certificate, now)) return failures > 0 && certificate.expires - now < warnWithin ? 'late' : 'well'
  return row.certificate === null ? 'missing' : 'expired'
}
