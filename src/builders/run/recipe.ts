import { posix } from 'node:path'
import type { ImageFacts } from '../../docker/once.ts'
import { listed, pair } from './dockerfiletext.ts'
import type { Mount } from './mounts.ts'
import type { Plan, Service, Step } from './plan.ts'
import { Stage } from './stage.ts'
import type { Place } from './stage.ts'

/**
 * A Dockerfile that does what the script did with containers: each step is run where the project is, in its own image;
 * the project and the named volumes go along from one image to the next.
 */
export function recipeOf({ steps, service }: Plan, facts: ReadonlyMap<string, ImageFacts>): string {
  const writer = new Writer(facts)
  for (const step of steps) writer.step(step)
  writer.service(service)
  return `${writer.stages.flatMap(({ lines }) => lines).join('\n')}\n`
}

class Writer {
  readonly stages: Stage[] = []
  readonly #facts: ReadonlyMap<string, ImageFacts>
  #last: { readonly stage: Stage; readonly mount: Mount } | undefined
  readonly #volumes = new Map<string, Place>()

  constructor(facts: ReadonlyMap<string, ImageFacts>) {
    this.#facts = facts
  }

  step(step: Step): void {
    const stage = this.#enter(step)
    stage.arguments(step.env)
    stage.run(rootsBower(commandOf(step, stage.facts)))
  }

  service(service: Service): void {
    const stage = this.#enter(service)
    const { env, labels, port, entrypoint, words } = service
    stage.variables(env)
    for (const [name, value] of labels) stage.lines.push(`LABEL ${pair(name, value)}`)
    stage.lines.push(`EXPOSE ${port}`)
    if (entrypoint !== undefined) stage.lines.push(`ENTRYPOINT ${listed(entrypoint === '' ? [] : [entrypoint])}`)
    if (words.length > 0 || entrypoint !== undefined) stage.lines.push(`CMD ${listed(words)}`)
  }

  /** The stage of this image with everything in its place. */
  #enter(step: Step): Stage {
    const stage = this.#stageFor(step)
    const [first, ...parts] = step.project
    if (first && stage.project === undefined) stage.copyProject(first, this.#projectAt(first), step.user)
    if (first) this.#last = { stage, mount: first }
    for (const { source, target } of parts) stage.copyPart(source, target, step.user)
    for (const [target, name] of step.volumes) {
      if (!stage.volumes.has(name)) stage.copyVolume(name, target, this.#volumes.get(name))
      this.#volumes.set(name, { stage, path: target })
    }
    stage.stand(step)
    return stage
  }

  /** Where an earlier stage has this part of the project. */
  #projectAt({ source }: Mount): Place | undefined {
    if (!this.#last) return undefined
    const { stage, mount } = this.#last
    const way = posix.relative(mount.source, source)
    return way.startsWith('..') ? undefined : { stage, path: posix.join(mount.target, way) }
  }

  #stageFor(step: Step): Stage {
    const last = this.stages.at(-1)
    if (last?.fits(step)) return last
    const facts = this.#facts.get(step.image)
    if (!facts) throw new Error(`nothing is known of the image ${step.image}`)
    const stage = new Stage(`step${this.stages.length}`, step.image, facts)
    this.stages.push(stage)
    return stage
  }
}

/** As Docker does it: an entrypoint of one's own leaves the image's command out. */
function commandOf({ entrypoint, words }: Step, facts: ImageFacts): readonly string[] {
  if (entrypoint !== undefined) return [...(entrypoint === '' ? [] : [entrypoint]), ...words]
  return [...facts.entrypoint, ...(words.length > 0 ? words : facts.command)]
}

/** Bower does not like to be root, and says so by failing; the demo service lets it, too. */
function rootsBower(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word, index) => word === 'bower' && words[index + 1] === 'install')
  return at < 0 || words.includes('--allow-root') ? words : [...words.slice(0, at + 2), '--allow-root', ...words.slice(at + 2)]
}
