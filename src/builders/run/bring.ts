import type { Docker } from '../../docker/docker.ts'
import type { ImageFacts } from '../../docker/once.ts'
import type { BuildRequest, WorkTools } from '../builder.ts'
import { bringImage } from '../bring.ts'
import { refuseImage } from '../outsider.ts'

/** What the images say of themselves, by their names. */
export async function bringImages(docker: Docker, request: BuildRequest, tools: WorkTools, images: readonly string[]): Promise<ReadonlyMap<string, ImageFacts>> {
  const facts = new Map<string, ImageFacts>()
  for (const image of new Set(images)) {
    refuseImage(image, request, 'an image that ./run serve asks for')
    await bringImage(docker, image, tools)
    facts.set(image, await docker.runs.imageFacts(image))
  }
  return facts
}
