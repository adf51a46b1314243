import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Docker } from '../../docker/docker.ts'
import { tryRun } from '../../kit/run.ts'
import { Problem } from '../../model/problem.ts'
import type { BuildRequest, Built, WorkTools } from '../builder.ts'
import { BuildFailure } from '../failure.ts'
import { readImage } from '../image.ts'
import { imageName } from '../imagename.ts'
import { appImage } from './processes.ts'
import type { BuildpackSettings } from './settings.ts'

export interface PackOptions {
  /** The program, as PATH finds it, or its path. */
  readonly program: string
  /** The daemon's UNIX socket. */
  readonly socket: string
}

/** `pack build`: the values of secrets come from a file, and are in no argument. Its `--trust-builder` is not given: it stays false. */
export function packArgv(program: string, image: string, { builder, app, buildpacks, env }: BuildpackSettings, secrets: string | null): [string, ...string[]] {
  return [
    program,
    'build',
    ...['--builder', builder],
    ...['--path', app],
    ...buildpacks.flatMap((buildpack) => ['--buildpack', buildpack]),
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...(secrets === null ? [] : ['--env-file', secrets]),
    ...['--pull-policy', 'if-not-present'],
    ...['--docker-host', 'inherit'],
    '--no-color',
    '--',
    image,
  ]
}

/** Whether `pack` is on this machine. */
export async function hasPack({ program }: PackOptions): Promise<boolean> {
  return await tryRun([program, 'version']).then(
    ({ code }) => code === 0,
    () => false,
  )
}

export interface PackBuild {
  readonly docker: Docker
  readonly request: BuildRequest
  readonly settings: BuildpackSettings
  readonly tools: WorkTools
  readonly pack: PackOptions
}

/** Builds with `pack`, which makes its containers itself: their memory and processes are its own affair. */
export async function buildWithPack({ docker, request, settings, tools, pack }: PackBuild): Promise<Built> {
  const own = await mkdtemp(join(tmpdir(), 'berth-pack-'))
  const image = imageName(request)
  try {
    const env = { DOCKER_HOST: `unix://${pack.socket}`, DOCKER_CONFIG: join(own, 'none'), PACK_HOME: own, HOME: own }
    const argv = packArgv(pack.program, image, settings, await secretsFile(own, request.secrets))
    const { code } = await tryRun(argv, { env, signal: tools.signal, onLine: tools.log })
    if (code !== 0) throw new BuildFailure('build-step', { step: 'pack build', reason: `it ended with exit code ${code}` })
  } finally {
    await rm(own, { recursive: true, force: true })
  }
  const { labels } = await docker.runs.imageFacts(image)
  const { processes } = appImage({ config: { Labels: labels, Entrypoint: ['/cnb/process/web'] } }, {})
  return { builder: 'buildpacks', images: { web: await readImage(docker, image) }, processes }
}

async function secretsFile(folder: string, secrets: ReadonlyMap<string, string>): Promise<string | null> {
  if (secrets.size === 0) return null
  const broken = [...secrets].find(([, value]) => value.includes('\n'))
  if (broken) throw new Problem('build-refused', { reason: `the secret ${broken[0]} has several lines, which pack cannot be given`, next: 'Take it out of `build.secrets`, or write it on one line.' })
  const path = join(folder, 'secrets.env')
  await writeFile(path, [...secrets].map(([name, value]) => `${name}=${value}\n`).join(''), { mode: 0o600 })
  return path
}
