import { chmod, copyFile } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import type { Survey } from '../../bundle/survey.ts'
import type { Docker, Progress } from '../../docker/docker.ts'
import { noteOf } from '../../docker/progressnote.ts'
import type { AppMeta } from '../../model/app.ts'
import { Problem } from '../../model/problem.ts'
import type { Tools } from '../door.ts'

/** More at once only share the same line, and a small machine unpacks them one after the other anyway. */
const atOnce = 2

interface Image {
  readonly name: string
  /** Below the app's folder, when it is built here. */
  readonly context: string | null
}

/** The images of an app, each once: built where any of its services says how. */
export function imagesOf({ services }: Survey): readonly Image[] {
  const found = new Map<string, Image>()
  for (const { image, context } of services) found.set(image, { name: image, context: context ?? found.get(image)?.context ?? null })
  return [...found.values()]
}

/** Puts what the machine gives to a build where the Dockerfile expects it. */
export async function giveBuildFiles(meta: AppMeta, folder: string, busybox: string): Promise<void> {
  for (const name of Object.keys(meta['x-berth'].build_files ?? {})) {
    if (name !== normalize(name) || name.includes('/')) throw new Problem('bad-entry', { app: meta.name, where: `x-berth.build_files.${name}`, reason: 'a plain file name is needed' })
    await copyFile(busybox, join(folder, name)).catch((error: unknown) => {
      throw new Problem('image-unavailable', { image: meta.name, reason: 'the machine has no static busybox; `berth up` brings it' }, error)
    })
    await chmod(join(folder, name), 0o755)
  }
}

/** Brings all images, each in a step of its own; the progress is that of all together. The first failure ends the others. */
export async function bringImages(docker: Docker, images: readonly Image[], folder: string, tools: Tools): Promise<void> {
  const failed = new AbortController()
  const signal = AbortSignal.any([tools.signal, failed.signal])
  const shares = images.map(() => 0)
  const waiting = [...images.entries()]
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
      const [at, image] = next
      const progress = (fraction: number | null, note?: string): void => {
        shares[at] = fraction ?? shares[at] ?? 0
        tools.progress(images.length === 1 ? fraction : shares.reduce((sum, share) => sum + share, 0) / images.length, note)
      }
      await tools.step(`image ${image.name}`, async () => await bringImage(docker, image, folder, { signal, log: (line) => tools.log(line), progress }))
      progress(1)
    }
  }
  const guarded = async (): Promise<void> => {
    try {
      await worker()
    } catch (error) {
      if (!failed.signal.aborted) failed.abort(error)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, images.length) }, guarded))
  signal.throwIfAborted()
}

/** An image that is there already stays; else it is built from the app's files, or pulled. */
async function bringImage(docker: Docker, image: Image, folder: string, { signal, log, progress }: Pick<Tools, 'signal' | 'log' | 'progress'>): Promise<void> {
  if (await docker.hasImage(image.name)) return log(`${image.name} is on this machine already`)
  const onProgress = (told: Progress): void => {
    log(told.line)
    progress(told.total ? (told.done ?? 0) / told.total : null, noteOf(told))
  }
  if (image.context === null) await docker.pull(image.name, { signal, onProgress })
  else await docker.build(join(folder, image.context), image.name, { signal, onProgress })
}
