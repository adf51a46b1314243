import { RegisterBody } from '../../../model/image.ts'
import type { ImageGuess, LabsImported, Registering } from '../../../model/image.ts'
import { asProblem } from '../../../model/problem.ts'
import { bodyOf } from './registration.ts'
import type { LabRegistration } from './registration.ts'
import { readLabs } from './state.ts'
import type { OldLab } from './state.ts'

/** What of the image door brings a lab in. */
export interface LabDesk {
  look(image: string): Promise<Pick<ImageGuess, 'ports' | 'port'>>
  register(body: RegisterBodyRead): Promise<Registering>
}
type RegisterBodyRead = ReturnType<typeof RegisterBody.parse>

/** Takes over an old state file, one entry after the other: what cannot be taken is said, and the others are. Throws `bad-labs`. */
export async function importLabs(text: string, desk: LabDesk): Promise<LabsImported> {
  const labs: LabsImported['labs'] = []
  for (const old of readLabs(text)) labs.push(await take(old, desk))
  return { labs }
}

async function take({ lab, registration, reason }: OldLab, desk: LabDesk): Promise<LabsImported['labs'][number]> {
  if (!registration) return { lab, name: null, job: null, reason }
  try {
    const { name, job } = await registerLab(registration, desk)
    return { lab, name, job, reason: null }
  } catch (error) {
    return { lab, name: null, job: null, reason: asProblem(error).message }
  }
}

/** Throws as the door does. */
export async function registerLab(lab: LabRegistration, desk: LabDesk): Promise<Registering> {
  return await desk.register(RegisterBody.parse(bodyOf(lab, await desk.look(lab.image))))
}
