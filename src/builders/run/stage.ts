import { posix } from 'node:path'
import type { ImageFacts } from '../../docker/once.ts'
import { listed, pair, quoted } from './dockerfiletext.ts'
import type { Mount } from './mounts.ts'
import type { Step } from './plan.ts'

/** What is at a place of a stage, for stages after it. */
export interface Place {
  readonly stage: Stage
  readonly path: string
}

/** One stage of a Dockerfile: everything that ran, one after the other, in containers of one image. */
export class Stage {
  readonly name: string
  readonly image: string
  readonly facts: ImageFacts
  readonly lines: string[]
  /** Where the project is in it. */
  project: Mount | undefined
  /** Where its named volumes are. */
  readonly volumes = new Map<string, string>()
  readonly #copied = new Set<string>()
  readonly #changed = new Set<string>()
  #workdir: string
  #user: string

  constructor(name: string, image: string, facts: ImageFacts) {
    this.name = name
    this.image = image
    this.facts = facts
    this.lines = [`FROM ${image} AS ${name}`]
    this.#workdir = facts.workdir
    this.#user = facts.user
  }

  /** Whether a container like this one would find what its mounts promise. */
  fits({ image, project: [first], volumes }: Step): boolean {
    const { project } = this
    const here = !first || !project || (first.source === project.source && first.target === project.target)
    return image === this.image && here && [...volumes].every(([target, name]) => (this.volumes.get(name) ?? target) === target)
  }

  /** From the source; or from where an earlier stage has it. */
  copyProject(mount: Mount, from: Place | undefined, user: string | undefined): void {
    this.project = mount
    this.#copy(from?.path ?? mount.source, mount.target, from?.stage, user)
  }

  /** A part of the source as it is, once. */
  copyPart(source: string, target: string, user: string | undefined): void {
    if (this.#copied.has(target)) return
    this.#copied.add(target)
    this.#copy(source, target, undefined, user)
  }

  copyVolume(name: string, target: string, from: Place | undefined): void {
    this.volumes.set(name, target)
    if (from) this.#copy(from.path, target, from.stage, undefined)
  }

  /** The folder and the user of what comes next. */
  stand({ workdir, user }: Pick<Step, 'workdir' | 'user'>): void {
    const folder = posix.join('/', workdir ?? this.facts.workdir)
    if (folder !== this.#workdir) this.lines.push(`WORKDIR ${quoted(folder)}`)
    this.#workdir = folder
    const who = user ?? this.facts.user
    if (who !== this.#user) this.lines.push(`USER ${quoted(who || '0')}`)
    this.#user = who
  }

  /** For the steps of this stage alone; what the image itself says of a variable counts more than an argument. */
  arguments(env: Step['env']): void {
    for (const [name, value] of env) {
      const itself = Object.hasOwn(this.facts.env, name)
      if (itself) this.#changed.add(name)
      this.lines.push(`${itself ? 'ENV' : 'ARG'} ${pair(name, value)}`)
    }
  }

  /** For what serves: its own variables, and the image's as they were. */
  variables(env: Step['env']): void {
    const before = [...this.#changed].filter((name) => !env.has(name)).map((name) => [name, this.facts.env[name] ?? ''] as const)
    for (const [name, value] of [...before, ...env]) this.lines.push(`ENV ${pair(name, value)}`)
  }

  run(words: readonly string[]): void {
    this.lines.push(`RUN ${listed(words)}`)
  }

  #copy(source: string, target: string, stage: Stage | undefined, user: string | undefined): void {
    const owner = user !== undefined && !/^(?:0|root)(?::|$)/.test(user) ? [`--chown=${user}`] : []
    this.lines.push(['COPY', ...(stage ? [`--from=${stage.name}`] : []), ...owner, listed([source.replace(/\$/g, '\\$'), target.replace(/\$/g, '\\$')])].join(' '))
  }
}
