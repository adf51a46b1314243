import { z } from 'zod'
import { Problem } from '../../../model/problem.ts'
import { registrationOf } from './registration.ts'
import type { LabRegistration } from './registration.ts'

/** An entry of the old state: what it is to be here, or in a sentence why it cannot be. */
export interface OldLab {
  readonly lab: string
  readonly registration: LabRegistration | null
  readonly reason: string | null
}

const Entry = z.looseObject({ docker_image: z.unknown().optional(), port: z.unknown().optional() })
/** More than any machine had. */
const most = 10_000

/**
 * Reads an old `container_states.json`. Each entry is judged alone: the old backend itself left a `running_status` among
 * them. What ran there, and when it was last used, says nothing here. Throws `bad-labs` where it is no such file at all.
 */
export function readLabs(text: string): readonly OldLab[] {
  const whole = z.record(z.string(), z.unknown()).safeParse(parsed(text))
  if (!whole.success) throw new Problem('bad-labs', { reason: 'it is not an object of labs by their ids' })
  const entries = Object.entries(whole.data)
  if (entries.length > most) throw new Problem('bad-labs', { reason: `it has more than ${most} entries` })
  return entries.map(([lab, value]) => judge(lab, value))
}

function judge(lab: string, value: unknown): OldLab {
  const refuse = (reason: string): OldLab => ({ lab, registration: null, reason })
  const entry = Entry.safeParse(value)
  if (!entry.success) return refuse('it is no lab: the old backend left it there')
  if (entry.data.docker_image === undefined) return refuse('it names no docker_image')
  const registration = registrationOf({ lab, image: entry.data.docker_image, port: entry.data.port })
  return typeof registration === 'string' ? refuse(registration) : { lab, registration, reason: null }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\u{feff}/u, ''))
  } catch (error) {
    throw new Problem('bad-labs', { reason: error instanceof Error ? error.message : 'it is not JSON' }, error)
  }
}
