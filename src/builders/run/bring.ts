import type { Docker } from '../../docker/docker.ts'
import type { ImageFacts } from '../../docker/once.ts'
import type { BuildRequest, WorkTools } from '../builder.ts'
import { refuseImage } from '../outsider.ts'

export async function bringImage(docker: Docker, image: string, { signal, log, progress }: Pick<WorkTools, 'signal' | 'log' | 'progress'>): Promise<void> {
  if (await docker.hasImage(image)) return
  log(`Fetching ${image}.`)
  await docker.pull(image, { signal, onProgress: ({ done = 0, total = 0 }) => progress(total > 0 ? done / total : null, image) })
}

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
