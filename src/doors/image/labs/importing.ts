import { RegisterBody } from '../../../model/image.ts'
import type { ImageGuess, LabsImported, Registering } from '../../../model/image.ts'
import { asProblem } from '../../../model/problem.ts'
import { parseReference } from '../reference.ts'
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

/** By registry why it cannot be asked: each is waited for once, and not anew for each of its labs. */
type Silent = Map<string, string>

/** Takes over an old state file, one entry after the other: what cannot be taken is said, and the others are. Throws `bad-labs`. */
export async function importLabs(text: string, desk: LabDesk): Promise<LabsImported> {
  const labs: LabsImported['labs'] = []
  const silent: Silent = new Map()
  for (const old of readLabs(text)) labs.push(await take(old, desk, silent))
  return { labs }
}

async function take({ lab, registration, reason }: OldLab, desk: LabDesk, silent: Silent): Promise<LabsImported['labs'][number]> {
  const host = registration ? hostOf(registration.image) : ''
  const not = reason ?? silent.get(host) ?? null
  if (!registration || not !== null) return { lab, name: null, job: null, reason: not }
  try {
    const { name, job } = await registerLab(registration, desk)
    return { lab, name, job, reason: null }
  } catch (error) {
    const { code, message } = asProblem(error)
    if (code === 'registry-down') silent.set(host, message)
    return { lab, name: null, job: null, reason: message }
  }
}

function hostOf(image: string): string {
  try {
    return parseReference(image).host
  } catch {
    return '' // registering it tells why
  }
}

/** Throws as the door does. */
export async function registerLab(lab: LabRegistration, desk: LabDesk): Promise<Registering> {
  return await desk.register(RegisterBody.parse(bodyOf(lab, await desk.look(lab.image))))
}
