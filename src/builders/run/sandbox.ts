import type { Readable } from 'node:stream'
import type { Docker } from '../../docker/docker.ts'
import type { Once } from '../../docker/once.ts'
import { tarOf } from '../../docker/tar.ts'
import type { BuildRequest, WorkTools } from '../builder.ts'
import { fileOf } from '../buildpacks/layout.ts'
import { BuildFailure } from '../failure.ts'
import { isThere } from '../inside.ts'
import { addSource } from '../sourcetar.ts'
import { bringImage } from '../bring.ts'
import { readCalls } from './calls.ts'
import type { Call } from './calls.ts'
import { serveOptions, demoVariables } from './convention.ts'
import { own, programs } from './sandboxfiles.ts'
import { refuseOld } from './version.ts'

export interface Recorded {
  /** Where the project lies, for the script. */
  readonly folder: string
  readonly calls: readonly Call[]
  /** The text of a file of the project as the script left it, by its absolute path. */
  readonly files: ReadonlyMap<string, string>
}

/** Folders that installing makes, and scripts then look into. */
const installed = ['node_modules', 'bower_components', 'vendor', 'vendor/bundle']

interface Ask {
  /** An image with a shell. */
  readonly image: string
  /** Where the script is to publish the site. */
  readonly port: number
}

/**
 * Runs `./run serve` of a copy of the source in a container without network, rights and Docker, and reads what it asked
 * Docker for. Throws `build-step` where it fails, `build-refused` where it is none of the convention.
 */
export async function recordCalls(docker: Docker, request: BuildRequest, tools: WorkTools, { image, port }: Ask): Promise<Recorded> {
  const folder = `/srv/demos/${request.project}`
  await bringImage(docker, image, { ...tools, afresh: false }) // the owner of the machine names it
  await docker.runs.sweepRuns(request.engine, request.project)
  tools.log(`Asking ./run serve what it starts, in ${image}, without Docker and without a network.`)
  const { memoryMb, cpus, processes } = tools.limits
  const below = tools.cgroupParent === null ? {} : { cgroupParent: tools.cgroupParent }
  const command = [`${own.programs}/lead`, folder, '--detach', '--port', String(port), ...(request.project.includes('tutorials') ? ['./tutorials/*/'] : [])] as const
  const spec = { engine: request.engine, project: request.project, image, user: '0:0', volumes: [], memoryMb, cpus, processes, ...below }
  await using once = await docker.runs.once({ ...spec, command, env: envOf(request), offline: true })
  await once.put('/', await tarFor(request, folder))
  const { exitCode } = await once.run({ signal: tools.signal, onLine: tools.log })
  refuseOld(await fileOf(once, own.version))
  if (exitCode !== 0) throw new BuildFailure('build-step', { step: './run serve', reason: `it ended with exit code ${exitCode}` })
  const calls = readCalls((await fileOf(once, own.calls)) ?? '')
  return { folder, calls, files: await envFiles(once, calls) }
}

function envOf(request: BuildRequest): Record<string, string> {
  const path = `${own.programs}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`
  return { ...demoVariables(request), PATH: path, HOME: '/root', USER: 'root', BERTH_COMMIT: request.tag, CANONICAL_WEBTEAM_RUN_SERVE_DOCKER_OPTS: serveOptions(request) }
}

async function tarFor({ folder: source, project }: BuildRequest, folder: string): Promise<Readable> {
  const root = { uid: 0, gid: 0 }
  const to = folder.slice(1)
  const missing = await notIn(source, [...installed, '.docker-project'])
  return await tarOf(async (add) => {
    for (const [name, text] of Object.entries(programs)) await add({ path: `${own.programs.slice(1)}/${name}`, mode: 0o755 }, text)
    await add({ path: to, kind: 'folder' })
    await addSource(add, source, to, root)
    for (const path of installed) if (missing.has(path)) await add({ path: `${to}/${path}`, kind: 'folder' })
    if (missing.has('.docker-project')) await add({ path: `${to}/.docker-project` }, `${project}\n`)
  })
}

async function notIn(folder: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const there = await Promise.all(paths.map(async (path) => await isThere(`${folder}/${path}`)))
  return new Set(paths.filter((_, at) => !there[at]))
}

async function envFiles(once: Once, calls: readonly Call[]): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  const paths = calls.flatMap(({ folder, words }) => words.flatMap((word, at) => (word === '--env-file' ? [absolute(folder, words[at + 1] ?? '')] : [])))
  for (const path of new Set(paths)) files.set(path, (await fileOf(once, path)) ?? '')
  return files
}

function absolute(folder: string, path: string): string {
  return path.startsWith('/') ? path : `${folder}/${path}`
}
