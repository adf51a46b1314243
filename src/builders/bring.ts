import type { Docker } from '../docker/docker.ts'
import type { WorkTools } from './builder.ts'

export type Bringing = Pick<WorkTools, 'signal' | 'log' | 'progress' | 'afresh'>

/** The image is on this machine afterwards. Throws `image-unavailable` with its registry's reason. */
export async function bringImage(docker: Docker, image: string, { signal, log, progress, afresh }: Bringing): Promise<void> {
  if (!afresh && (await docker.hasImage(image))) return
  log(`Fetching ${image}.`)
  await docker.pull(image, { signal, onProgress: ({ done = 0, total = 0 }) => progress(total > 0 ? done / total : null, `fetching ${image}`) })
}
