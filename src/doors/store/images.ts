import { copyFile, chmod } from 'node:fs/promises'
import { join, normalize, posix } from 'node:path'
import type { Place } from '../../bundle/bundle.ts'
import { readCompose } from '../../bundle/compose.ts'
import type { Service } from '../../bundle/compose.ts'
import { judge } from '../../bundle/judge.ts'
import { resolvePath } from '../../bundle/paths.ts'
import { fillTemplate } from '../../bundle/template.ts'
import type { Docker, Progress } from '../../docker/docker.ts'
import type { AppMeta } from '../../model/app.ts'
import { EngineId, InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import type { Tools } from '../door.ts'

/** Where no app is: a template is filled and judged with it before anything is fetched, and once more where it is placed. */
const nowhere: Place = {
  engine: EngineId.parse('aaaaaaaa'),
  instance: InstanceName.parse('app'),
  folder: '/nowhere',
  subnet: '192.0.2.0/27',
  domain: 'localhost',
  host: 'app.localhost',
  images: new Map(),
  secrets: new Map(),
}

interface Image {
  readonly name: string
  /** Below the app's folder, when it is built here. */
  readonly context: string | null
}

/** The images of an app, each once. Throws `bad-compose` or `refused`: what cannot run here is not fetched either. */
export function imagesOf(app: string, template: string): readonly Image[] {
  const compose = readCompose(app, fillTemplate(app, template, nowhere).text)
  judge(app, compose, nowhere.folder)
  const found = new Map<string, Image>()
  for (const [service, { image, build }] of Object.entries(compose.services)) {
    if (!image) throw new Problem('bad-compose', { app, where: `services.${service}.image`, reason: 'every service needs an image name, also one that is built' })
    found.set(image, { name: image, context: contextOf(build) ?? found.get(image)?.context ?? null })
  }
  return [...found.values()]
}

/** Below the app's folder, however the path is written. */
function contextOf(build: Service['build']): string | undefined {
  if (build === undefined) return undefined
  return posix.relative(resolvePath(nowhere.folder, '.'), resolvePath(nowhere.folder, typeof build === 'string' ? build : build.context))
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
