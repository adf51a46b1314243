import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { run } from '../../src/kit/run.ts'
import { until } from '../../src/kit/until.ts'
import type { Berth } from '../../test/whole/berth.ts'
import { quantile, rounded } from '../measure/figures.ts'

export interface OverheadFigures {
  readonly install_ms: number
  readonly compose_create_ms: number
  readonly compose_up_ms: number
  readonly overhead_over_create_ms: number
  readonly overhead_over_up_ms: number
}

const rounds = 9

/**
 * An install by Berth, from the request until its job is done and its containers stand, beside Compose alone with
 * the very file that Berth rendered: `up --no-start` does as much as an install does, `up` also starts. In turn, never at once.
 */
export async function installOverhead(berth: Berth): Promise<OverheadFigures> {
  const seen = { install: [] as number[], create: [] as number[], up: [] as number[] }
  for (let round = 0; round <= rounds; round++) {
    const name = `small-${round}`
    const install = await timed(async () => await installed(berth, name))
    const project = await Project.copy(berth, name)
    await uninstalled(berth, name)
    const create = await project.timed('--no-start')
    const up = await project.timed('--detach')
    // The first round builds the image.
    if (round === 0) continue
    seen.install.push(install)
    seen.create.push(create)
    seen.up.push(up)
  }
  const [install, create, up] = [seen.install, seen.create, seen.up].map((times) => quantile(times, 0.5)) as [number, number, number]
  const over = (other: readonly number[]): number =>
    rounded(
      quantile(
        other.map((time, at) => (seen.install[at] ?? NaN) - time),
        0.5,
      ),
    )
  return { install_ms: rounded(install), compose_create_ms: rounded(create), compose_up_ms: rounded(up), overhead_over_create_ms: over(seen.create), overhead_over_up_ms: over(seen.up) }
}

async function installed(berth: Berth, name: string): Promise<void> {
  await berth.install('hello', { name })
  const done = async (): Promise<true | undefined> => {
    if ((await containers(name)) === 0) return undefined
    const jobs = (await berth.jobs()).filter(({ instance }) => instance === name)
    return jobs.length > 0 && jobs.every(({ state }) => state === 'done') ? true : undefined
  }
  if (!(await until(done, { deadline: 60_000, longest: 5 }))) throw new Error(`${name} was not installed:\n${await berth.log()}`)
}

async function uninstalled(berth: Berth, name: string): Promise<void> {
  await berth.json(`/api/instances/${name}`, { method: 'DELETE' })
  await berth.becomes(name, undefined, 60)
}

/**
 * The file as Berth rendered it, with folders for its data. Only the engine's label is another, or the engine would
 * clean up what it did not make, and the subnet, or another engine's app could have taken it meanwhile.
 */
class Project {
  readonly #folder: string
  readonly #name: string

  static async copy(berth: Berth, name: string): Promise<Project> {
    const folder = join(berth.data, 'instances', name)
    const copy = join(berth.data, 'beside', name)
    const text = await readFile(join(folder, 'compose.yaml'), 'utf8')
    await mkdir(join(copy, 'data', 'data'), { recursive: true })
    await writeFile(
      join(copy, 'compose.yaml'),
      text
        .replaceAll(folder, copy)
        .replaceAll(/(berth\.engine"?: ).*/g, '$1zzzzzzzz')
        .replaceAll('10.215.', '10.213.'),
    )
    return new Project(copy, `beside-${name}`)
  }

  private constructor(folder: string, name: string) {
    this.#folder = folder
    this.#name = name
  }

  async timed(how: '--no-start' | '--detach'): Promise<number> {
    try {
      return await timed(async () => await this.#compose('up', how, '--quiet-pull'))
    } finally {
      await this.#compose('down', '--timeout', '0')
    }
  }

  async #compose(...argv: string[]): Promise<void> {
    await run(['docker', 'compose', '--project-name', this.#name, '--project-directory', this.#folder, '--file', join(this.#folder, 'compose.yaml'), ...argv])
  }
}

/** Asked of the daemon itself: to start the client takes as long as what is measured. */
async function containers(instance: string): Promise<number> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`berth.instance=${instance}`] }))
  const text = await new Promise<string>((resolve, reject) => {
    const sent = request({ socketPath: '/var/run/docker.sock', path: `/containers/json?all=1&filters=${filters}`, agent: false }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      answer.on('end', () => resolve(body)).on('error', reject)
    })
    sent.on('error', reject).end()
  })
  return (JSON.parse(text) as unknown[]).length
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
