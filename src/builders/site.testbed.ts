import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Docker } from '../docker/docker.ts'
import { openDocker } from '../docker/real.ts'
import { bringTestImage } from '../docker/testimage.ts'
import { silent } from '../kit/log.ts'
import { run } from '../kit/run.ts'
import { EngineId, InstanceName } from '../model/names.ts'
import { ProjectFile } from '../model/projectfile.ts'
import type { BuildLimits, BuildRequest, Built } from './builder.ts'
import { sourceBuilder } from './builders.ts'
import type { BuildSource } from './builders.ts'
import { BuildFailure } from './failure.ts'
import type { OutsiderImages } from './options.ts'

export const busybox = join(process.env['BERTH_DATA'] ?? '/var/lib/berth', 'cache', 'busybox')

const small: BuildLimits = { memoryMb: 256, cpus: 1, processes: 64, diskMb: 100, minutes: 2, logBytes: 200_000 }

export interface Asked {
  readonly file?: Parameters<typeof ProjectFile.parse>[0]
  readonly project?: string
  readonly secrets?: ReadonlyMap<string, string>
  readonly limits?: Partial<BuildLimits>
  readonly outsider?: boolean
  readonly tag?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  readonly onLine?: (line: string) => unknown
}

/** Made by `test/debian/base.ts`; only `./run` scripts need it. */
const shell = 'berth-test/debian:bookworm'

/** An engine of its own on the machine's Docker, and folders of source; everything it built is removed in the end. */
export class Site implements AsyncDisposable {
  readonly docker: Docker
  readonly engine = EngineId.parse('b' + Math.random().toString(36).slice(2, 9).padEnd(7, '0'))
  /** What the last build said. */
  log: string[] = []
  readonly #build: BuildSource
  readonly #folders: string[] = []

  private constructor(docker: Docker, outsiderImages: OutsiderImages) {
    this.docker = docker
    this.#build = sourceBuilder({ engine: this.engine, docker, busybox, reserveMb: 100, runscriptImage: shell, outsiderImages })
  }

  /** No registry gives the images of tests to everybody. */
  static async open(outsiderImages: OutsiderImages = 'machine'): Promise<Site> {
    const docker = await openDocker({ socket: '/var/run/docker.sock', log: silent })
    await bringTestImage(docker, busybox)
    return new Site(docker, outsiderImages)
  }

  /** A folder of source; a text that begins with `→ ` is a link, one with `#!` a program. */
  async source(files: Readonly<Record<string, string>>): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'berth-source-'))
    this.#folders.push(folder)
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await (text.startsWith('→ ') ? symlink(text.slice(2), join(folder, path)) : writeFile(join(folder, path), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 }))
    }
    return folder
  }

  async build(
    files: Readonly<Record<string, string>>,
    { file = {}, project = 'shop', secrets = new Map(), limits, signal, onLine, outsider = false, tag = 'abcdef012345', labels = {} }: Asked = {},
  ): Promise<Built> {
    this.log = []
    const request: BuildRequest = {
      project: InstanceName.parse(project),
      engine: this.engine,
      folder: await this.source(files),
      tag,
      file: ProjectFile.parse(file),
      secrets,
      outsider,
      labels,
    }
    const log = (line: string): void => {
      this.log.push(line)
      onLine?.(line)
    }
    return await this.#build(request, { signal: signal ?? new AbortController().signal, log, progress: () => undefined, limits: { ...small, ...limits } })
  }

  /** The failure that a build must end with. */
  async fails(...asked: Parameters<Site['build']>): Promise<BuildFailure> {
    const failure = await this.build(...asked).then(
      () => assert.fail('it was built'),
      (error: unknown) => error,
    )
    if (failure instanceof BuildFailure) return failure
    throw failure
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#build[Symbol.asyncDispose]()
    const { out } = await run(['docker', 'image', 'ls', '--quiet', '--filter', `label=berth.engine=${this.engine}`])
    for (const id of new Set(out.split('\n').filter(Boolean))) await run(['docker', 'image', 'rm', '--force', '--', id])
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true })
    await this.docker[Symbol.asyncDispose]()
  }
}
