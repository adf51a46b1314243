import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '../model/problem.ts'
import type { Builder, BuildRequest, Built, WorkTools } from './builder.ts'
import { buildImage } from './image.ts'
import { imageName } from './imagename.ts'
import { inside, isThere } from './inside.ts'
import type { BuilderOptions } from './options.ts'
import { copySite } from './sitefiles.ts'
import { siteDockerfile, siteSettings } from './siteserver.ts'

/** Where generators put what they made, after the top of the project. */
const folders = ['.', 'public', 'dist', 'build', 'site', '_site', 'docs']

/** A folder with an `index.html`, and nothing to run: served by a busybox in an image of its own. */
export function staticBuilder({ docker, busybox }: Pick<BuilderOptions, 'docker' | 'busybox'>): Builder {
  return {
    kind: 'static',
    looksFor: `an index.html at the top or in ${folders.slice(1).join(', ')}`,
    detects: async (request) => {
      const folder = await siteFolder(request)
      return folder === undefined ? null : `there is ${join(folder, 'index.html')}`
    },
    build: async (request, tools) => await build({ docker, busybox }, request, tools),
  }
}

async function siteFolder({ folder, file }: BuildRequest): Promise<string | undefined> {
  for (const one of file.build.folder === undefined ? folders : [file.build.folder]) if (await isThere(join(folder, one, 'index.html'))) return one
  return undefined
}

async function build({ docker, busybox }: Pick<BuilderOptions, 'docker' | 'busybox'>, request: BuildRequest, tools: WorkTools): Promise<Built> {
  const said = { file: 'berth.yaml', from: 'the top of the project' }
  const folder = await siteFolder(request)
  if (folder === undefined) throw new Problem('build-missing', { what: join(request.file.build.folder ?? '.', 'index.html'), ...said })
  const context = await mkdtemp(join(tmpdir(), 'berth-site-'))
  try {
    await copyFile(busybox, join(context, 'busybox')).catch((error: unknown) => {
      throw new Problem('image-unavailable', { image: imageName(request), reason: 'the machine has no static busybox; `berth up` brings it' }, error)
    })
    const files = await copySite(await inside(request.folder, folder, said), join(context, 'site'))
    tools.log(`Serving ${files.count === 1 ? 'one file' : `${files.count} files`} of ${folder === '.' ? 'the top folder' : folder}.`)
    await writeFile(join(context, 'httpd.conf'), siteSettings(files.hasNotFoundPage))
    const web = await buildImage(docker, request, tools, { name: imageName(request), context, dockerfile: { text: siteDockerfile }, args: {} })
    return { builder: 'static', images: { web }, processes: {} }
  } finally {
    await rm(context, { recursive: true, force: true })
  }
}
