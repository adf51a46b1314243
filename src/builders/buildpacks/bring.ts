import type { Docker } from '../../docker/docker.ts'
import { Problem } from '../../model/problem.ts'
import { BuildFailure } from '../failure.ts'
import { isBuiltHere } from '../imagename.ts'
import { bringImage } from '../bring.ts'
import type { Bringing } from '../bring.ts'

/** The builder image is on this machine afterwards. Throws `builder-unavailable` with the reason. */
export async function bringBuilder(docker: Docker, builder: string, tools: Bringing): Promise<void> {
  const reason = await bring(docker, builder, tools)
  if (reason !== null) throw new BuildFailure('builder-unavailable', { builder, reason })
}

/** The first of them that is here, else the first that can be had. */
export async function bringRunImage(docker: Docker, images: readonly string[], tools: Bringing): Promise<string> {
  for (const image of images) if (!tools.afresh && !isBuiltHere(image) && (await docker.hasImage(image))) return image
  const reasons: string[] = []
  for (const image of images) {
    const reason = await bring(docker, image, tools)
    if (reason === null) return image
    reasons.push(`${image}: ${reason}`)
  }
  throw new BuildFailure('image-unavailable', { image: images[0] ?? '', reason: `the builder image bases what it builds on it; ${reasons.join('; ')}` })
}

/** Why it cannot be had; null when it is here. */
async function bring(docker: Docker, image: string, tools: Bringing): Promise<string | null> {
  if (isBuiltHere(image)) return 'it was built from somebody’s source here'
  try {
    await bringImage(docker, image, tools)
    return null
  } catch (error) {
    tools.signal.throwIfAborted()
    if (error instanceof Problem && error.code === 'image-unavailable') return String(error.values['reason']).replace(/\.$/, '')
    throw error
  }
}
