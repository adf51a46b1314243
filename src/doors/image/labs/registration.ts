import { z } from 'zod'
import { ImageName } from '../../../model/image.ts'
import type { ImageGuess, RegisterBody } from '../../../model/image.ts'
import type { InstanceName } from '../../../model/names.ts'
import { nameOfLab } from './names.ts'

/** The old backend published every lab so: `-p <port>:8501`, where Streamlit listens. */
export const streamlitPort = 8501

/** A number, or one written as a text: `"8506"`. */
export const LabPort = z
  .union([
    z.number(),
    z
      .string()
      .trim()
      .regex(/^\d{1,5}$/, 'a port is a number from 1 to 65535')
      .transform(Number),
  ])
  .pipe(z.number().int().min(1).max(65535))

/** A lab as the old backend knew it. */
export interface LabRegistration {
  readonly lab: string
  readonly name: InstanceName
  readonly image: string
  /** The port it had on the old machine. */
  readonly port: number | null
}

/** The registration, or in a sentence why it can be none. */
export function registrationOf({ lab, image, port = null }: { readonly lab: string; readonly image: unknown; readonly port?: unknown }): LabRegistration | string {
  const name = nameOfLab(lab)
  if (name === undefined) return 'its id is empty or too long to be a name'
  const named = ImageName.safeParse(image)
  if (!named.success) return `docker_image: ${named.error.issues[0]?.message ?? 'it is no name of an image'}`
  const published = LabPort.nullable().safeParse(port)
  if (!published.success) return 'port: a port is a number from 1 to 65535'
  return { lab, name, image: named.data, port: published.data }
}

/**
 * What to register. The old port was one of the machine, and apps have none here; inside, the image's own word counts:
 * the old port where the image listens on just that, Streamlit's where it listens there or says nothing, else what it says.
 */
export function bodyOf({ lab, name, image, port }: LabRegistration, { ports, port: guessed }: Pick<ImageGuess, 'ports' | 'port'>): RegisterBody {
  const inside = port !== null && ports.includes(port) ? port : ports.includes(streamlitPort) ? streamlitPort : (guessed ?? streamlitPort)
  return { image, name, title: `Lab ${lab}`.slice(0, 80), port: inside }
}
