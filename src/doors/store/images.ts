import { copyFile, chmod } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Docker, Progress } from '../../docker/docker.ts'
import type { AppMeta } from '../../model/app.ts'
import { Problem } from '../../model/problem.ts'
import type { Tools } from '../door.ts'

/** What of a template says which images there are; `{{ … }}` stays as it is, since images are named plainly. */
const Services = z.object({
  services: z.record(z.string(), z.object({ image: z.string().optional(), build: z.union([z.string(), z.object({ context: z.string().default('.') })]).optional() })),
})

interface Image {
  readonly name: string
  /** Below the app's folder, when it is built here. */
  readonly context: string | null
}

/** The images of an app, each once. Throws `bad-compose` when the file cannot tell. */
export function imagesOf(app: string, template: string): readonly Image[] {
  const found = new Map<string, Image>()
  for (const [service, { image, build }] of Object.entries(readServices(app, template))) {
    const context = build === undefined ? null : normalize(typeof build === 'string' ? build : build.context)
    if (!image) throw new Problem('bad-compose', { app, where: `services.${service}.image`, reason: 'every service needs an image name, also one that is built' })
    if (context?.startsWith('..') || context?.startsWith('/')) throw new Problem('refused', { app, what: `building the folder ${context}` })
    found.set(image, { name: image, context })
  }
  return [...found.values()]
}

function readServices(app: string, template: string): z.infer<typeof Services>['services'] {
  const parsed = Services.safeParse(asYaml(app, template))
  if (parsed.success) return parsed.data.services
  throw new Problem('bad-compose', { app, where: parsed.error.issues[0]?.path.join('.') ?? 'services', reason: parsed.error.issues[0]?.message ?? 'not as expected' })
}

function asYaml(app: string, template: string): unknown {
  try {
    return parse(template, { merge: true })
  } catch (error) {
    throw new Problem('bad-compose', { app, where: 'docker-compose.yml.template', reason: String(error).split('\n')[0] ?? '' }, error)
  }
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

/** An image that is there already stays; else it is built from the app's files, or pulled. */
export async function bringImage(docker: Docker, image: Image, folder: string, tools: Tools): Promise<void> {
  if (await docker.hasImage(image.name)) return tools.log(`${image.name} is on this machine already`)
  const onProgress = ({ line, done, total }: Progress): void => {
    tools.log(line)
    tools.progress(total ? (done ?? 0) / total : null)
  }
  const options = { signal: tools.signal, onProgress }
  if (image.context === null) await docker.pull(image.name, options)
  else await docker.build(join(folder, image.context), image.name, options)
}
