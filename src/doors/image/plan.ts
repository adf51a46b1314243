import { isBuiltHere } from '../../builders/imagename.ts'
import type { LookBody } from '../../model/image.ts'
import { Problem } from '../../model/problem.ts'
import { readCompose } from './compose.ts'
import { calledAfter, slugged } from './labels.ts'
import { parseReference, shortName } from './reference.ts'
import { readPasted } from './run/pasted.ts'

/** What somebody wants, whichever way they say it. */
export interface Plan {
  /** By service; `web` where there is but one. */
  readonly images: Readonly<Record<string, string>>
  /** The service that visitors come to. */
  readonly entry: string
  readonly compose: string | null
  /** A name that is asked for; null where none is. */
  readonly name: string | null
  /** A name to begin with. */
  readonly called: string
  readonly port: number | null
  readonly env: Readonly<Record<string, string>>
  readonly volumes: Readonly<Record<string, string>> | null
  readonly memory: string | null
  readonly cpus: number | null
  readonly command: readonly string[] | null
  readonly notes: readonly string[]
}

const plain = { entry: 'web', compose: null, name: null, port: null, env: {}, volumes: null, memory: null, cpus: null, command: null, notes: [] } as const

/** Reads just one of an image, a line and a compose file. Throws `invalid`, `bad-image`, `bad-run`, `bad-compose`, `refused`, `image-unavailable`. */
export async function readPlan({ image, run, compose }: LookBody, env: Readonly<Record<string, string>>): Promise<Plan> {
  if ([image, run, compose].filter((one) => one !== undefined).length !== 1) throw new Problem('invalid', { where: 'image', reason: 'give just one of an image, a docker run line and a compose file' })
  const plan = run === undefined ? (compose === undefined ? ofImage(image ?? '') : await ofCompose(compose, env)) : ofRun(run)
  for (const name of Object.values(plan.images)) refuseForeign(name)
  return plan
}

function ofImage(image: string): Plan {
  const reference = parseReference(image)
  return { ...plain, images: { web: shortName(reference) }, called: calledAfter(reference) }
}

/** What a line says that settings cannot is kept as a compose file: then its volumes and limits stand there. */
function ofRun(run: string): Plan {
  const { image, name, compose, volumes, memory, cpus, command, ...rest } = readPasted(run)
  const reference = parseReference(image)
  const said = compose === null ? { volumes, memory, cpus, command } : {}
  return { ...plain, ...rest, ...said, images: { web: shortName(reference) }, name: name === null ? null : slugged(name), called: calledAfter(reference), compose }
}

async function ofCompose(compose: string, env: Readonly<Record<string, string>>): Promise<Plan> {
  const read = await readCompose(compose, env)
  const images = Object.fromEntries(Object.entries(read.images).map(([service, image]) => [service, shortName(parseReference(image))]))
  return { ...plain, ...read, images, called: calledAfter(parseReference(images[read.entry] ?? '')), compose }
}

/** What was built from somebody's source here is theirs: nobody runs it under another name. */
function refuseForeign(image: string): void {
  if (isBuiltHere(image)) throw new Problem('image-unavailable', { image, reason: 'it was built from somebody’s source here' })
}
