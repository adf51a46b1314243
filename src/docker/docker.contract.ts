import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { stringify } from 'yaml'
import { until } from '../kit/until.ts'
import { digestLabel, engineLabel, instanceLabel } from '../model/labels.ts'
import { EngineId, InstanceName } from '../model/names.ts'
import type { Docker, DockerEvent, LogLine, Project, SeenContainer } from './docker.ts'
import type { ListeningSocket } from './listening.ts'

export interface Bench {
  readonly docker: Docker
  /** An image that is on the machine, with busybox in it. */
  readonly image: string
  /** Two subnets nobody uses. */
  readonly subnets: readonly [string, string]
}

const idle = ['/bin/busybox', 'sleep', '1000']
const notes = InstanceName.parse('notes')
const other = InstanceName.parse('other')
const signal = new AbortController().signal

/** What every way to Docker must do. The fake keeps it too, or it would prove nothing. */
export function dockerContract(name: string, open: () => Promise<Bench & AsyncDisposable>): void {
  describe(`the contract of Docker, kept by ${name}`, () => {
    it('a project is made without being started, and made again without a change', async () => {
      await using stage = await Stage.open(open)
      await stage.create(notes, { web: idle, db: idle })
      const first = await stage.look(notes)
      assert.deepEqual(first.map(({ service, state }) => `${service} ${state}`).sort(), ['db created', 'web created'])
      assert.ok(first.every(({ digest, address, startedAt }) => digest === 'd1' && address === null && startedAt === 0))
      await stage.create(notes, { web: idle, db: idle })
      assert.deepEqual(ids(await stage.look(notes)), ids(first))
    })

    it('a changed project replaces what is stale; what is no longer in it stays until it is discarded', async () => {
      await using stage = await Stage.open(open)
      await stage.create(notes, { web: idle, db: idle })
      const before = ids(await stage.look(notes))
      await stage.create(notes, { web: idle }, 'd2')
      const after = await stage.look(notes)
      assert.deepEqual(after.map(({ service, digest }) => `${service} ${digest}`).sort(), ['db d1', 'web d2'])
      const [web, db] = ['web', 'db'].map((name) => after.find(({ service }) => service === name)?.id ?? '')
      assert.deepEqual([before.includes(web ?? ''), before.includes(db ?? '')], [false, true])
      const { docker } = stage.bench
      await docker.start(db ?? '')
      await docker.pause(db ?? '')
      for (const id of [db, db, '0'.repeat(64)]) await docker.discard(id ?? '')
      assert.deepEqual(ids(await stage.look(notes)), [web])
    })

    it('where a container listens is known while it runs', async () => {
      await using stage = await Stage.open(open)
      const hears = 'httpd -p 127.0.0.1:8080; exec httpd -f -p 9090'
      await stage.create(notes, { web: ['/bin/busybox', 'sh', '-c', hears] }, 'd1', { LISTENS: '127.0.0.1:8080 0.0.0.0:9090' })
      const id = await stage.only(notes)
      const { docker } = stage.bench
      assert.equal(await docker.listening(id), null)
      await docker.start(id)
      const both = async (): Promise<readonly ListeningSocket[] | undefined> => {
        const sockets = (await docker.listening(id)) ?? []
        return sockets.length === 2 ? sockets : undefined
      }
      const found = await until(both, { deadline: 10_000 })
      assert.deepEqual(
        found?.toSorted((a, b) => a.port - b.port),
        [
          { port: 8080, loopback: true },
          { port: 9090, loopback: false },
        ],
      )
    })

    it('starts, pauses, unpauses and stops; each done twice is done once', async () => {
      await using stage = await Stage.open(open)
      await stage.create(notes, { web: idle })
      const id = await stage.only(notes)
      const { docker } = stage.bench
      for (const [act, state] of [
        [() => docker.start(id), 'running'],
        [() => docker.pause(id), 'paused'],
        [() => docker.unpause(id), 'running'],
        [() => docker.stop(id, 0), 'exited'],
      ] as const) {
        await act()
        await act()
        assert.equal((await stage.look(notes))[0]?.state, state)
      }
    })

    it('a running container has an address on its network and the date of its start', async () => {
      await using stage = await Stage.open(open)
      await stage.create(notes, { web: idle })
      await stage.bench.docker.start(await stage.only(notes))
      const [seen] = await stage.look(notes)
      assert.match(seen?.address ?? '', /^\d+\.\d+\.\d+\.\d+$/)
      assert.ok((seen?.startedAt ?? 0) > 1.7e12)
    })

    it('what ended by itself keeps its exit code', async () => {
      await using stage = await Stage.open(open)
      await stage.create(notes, { web: ['/bin/busybox', 'sh', '-c', 'exit $$EXIT'] }, 'd1', { EXIT: '3' })
      await stage.bench.docker.start(await stage.only(notes))
      const ended = await until(async () => (await stage.look(notes)).find(({ state }) => state === 'exited'), { deadline: 10_000 })
      assert.equal(ended?.exitCode, 3)
      assert.equal(ended.oomKilled, false)
    })

    it('removes containers, network and all, and again without complaint', async () => {
      await using stage = await Stage.open(open)
      await stage.create(notes, { web: idle, db: idle })
      const { docker } = stage.bench
      for (const { id } of await stage.look(notes)) await docker.start(id)
      await docker.pause((await stage.look(notes))[0]?.id ?? '')
      assert.ok((await docker.subnets()).includes(stage.bench.subnets[0]))
      await docker.remove(stage.engine, notes)
      await docker.remove(stage.engine, notes)
      assert.deepEqual(await stage.look(notes), [])
      assert.deepEqual([...(await docker.instances(stage.engine))], [])
      assert.ok(!(await docker.subnets()).includes(stage.bench.subnets[0]))
    })

    it('two instances and two engines on one daemon never see or touch each other', async () => {
      await using stage = await Stage.open(open)
      await using neighbour = await stage.neighbour()
      await stage.create(notes, { web: idle })
      await neighbour.create(notes, { web: idle }, 'd1', {}, 1)
      const { docker } = stage.bench
      assert.deepEqual(ids(await docker.look(stage.engine)), ids(await stage.look(notes)))
      await docker.remove(stage.engine, notes)
      await docker.remove(stage.engine, other)
      assert.equal((await neighbour.look(notes)).length, 1)
      assert.deepEqual([...(await docker.instances(neighbour.engine))], [notes])
    })

    it('tells the events of its own engine in order, and ends with the signal', async () => {
      await using stage = await Stage.open(open)
      await stage.create(notes, { web: idle })
      const end = new AbortController()
      const heard: DockerEvent[] = []
      const listening = (async () => {
        for await (const event of stage.bench.docker.events(stage.engine, end.signal)) heard.push(event)
      })()
      const id = await stage.only(notes)
      await until(async () => (await toggle(stage.bench.docker, id), heard.length > 0 || undefined), { deadline: 10_000 })
      await stage.bench.docker.stop(id, 0)
      await until(() => heard.find(({ action }) => action === 'die'), { deadline: 10_000 })
      end.abort()
      await listening
      assert.ok(heard.every((event) => event.kind !== 'container' || (event.instance === notes && event.id === id)))
      assert.ok(heard.findIndex(({ action }) => action === 'pause') < heard.findIndex(({ action }) => action === 'die'))
    })

    it('knows which images are here, and says plainly which are not', async () => {
      await using stage = await Stage.open(open)
      const { docker, image } = stage.bench
      assert.equal(await docker.hasImage(image), true)
      assert.equal(await docker.hasImage('berth-test/not-here:0'), false)
      assert.ok(Array.isArray((await docker.imageConfig(image)).volumes))
      await assert.rejects(docker.imageConfig('berth-test/not-here:0'), { code: 'image-unavailable' })
    })

    it('what a container takes is told while it runs, and of no other', async () => {
      await using stage = await Stage.open(open)
      await stage.create(notes, { web: idle })
      const id = await stage.only(notes)
      const { docker } = stage.bench
      assert.equal(await docker.stats(id), null)
      await docker.start(id)
      const usage = await docker.stats(id)
      assert.ok(usage && usage.cpu > 0 && usage.memory > 0 && usage.received >= 0 && usage.sent >= 0, JSON.stringify(usage))
      assert.equal(usage.memoryLimit, null)
      await docker.stop(id, 0)
      assert.equal(await docker.stats(id), null)
      assert.equal(await docker.stats('0'.repeat(64)), null)
    })

    it('no program runs in a container that does not run', async () => {
      await using stage = await Stage.open(open)
      await stage.create(notes, { web: idle })
      const ask = { argv: ['/bin/busybox', 'true'], terminal: null } as const
      await assert.rejects(stage.bench.docker.exec(await stage.only(notes), ask), { code: 'docker-failed' })
      await assert.rejects(stage.bench.docker.exec('0'.repeat(64), ask), { code: 'docker-failed' })
      assert.equal(await stage.bench.docker.hasFile(await stage.only(notes), '/bin/never'), false)
    })

    it('a container that is not there is a problem in words', async () => {
      await using stage = await Stage.open(open)
      await assert.rejects(stage.bench.docker.start('0'.repeat(64)), { code: 'docker-failed' })
      await stage.bench.docker.stop('0'.repeat(64), 0)
    })
  })
}

/** Pausing makes an event and changes nothing else; the listener may not be listening yet the first time. */
async function toggle(docker: Docker, id: string): Promise<void> {
  await docker.start(id)
  await docker.pause(id)
  await docker.unpause(id)
}

export async function collect(lines: AsyncIterable<LogLine>): Promise<readonly LogLine[]> {
  const all: LogLine[] = []
  for await (const line of lines) all.push(line)
  return all
}

function ids(containers: readonly SeenContainer[]): readonly string[] {
  return containers.map(({ id }) => id).sort()
}

/** One engine of its own on the daemon; whatever it made is removed in the end. */
export class Stage implements AsyncDisposable {
  readonly bench: Bench
  readonly engine = EngineId.parse('t' + Math.random().toString(36).slice(2, 9).padEnd(7, '0'))
  readonly #close: () => Promise<void>
  readonly #folders: string[] = []

  constructor(bench: Bench, close: () => Promise<void>) {
    this.bench = bench
    this.#close = close
  }

  static async open(open: () => Promise<Bench & AsyncDisposable>): Promise<Stage> {
    const bench = await open()
    return new Stage(bench, async () => await bench[Symbol.asyncDispose]())
  }

  /** Another engine on the same daemon. */
  async neighbour(): Promise<Stage> {
    return await Promise.resolve(new Stage(this.bench, async () => await Promise.resolve()))
  }

  async create(instance: InstanceName, services: Record<string, readonly string[]>, digest = 'd1', environment: Record<string, string> = {}, subnet: 0 | 1 = 0): Promise<Project> {
    const folder = await mkdtemp(join(tmpdir(), 'berth-docker-'))
    this.#folders.push(folder)
    const labels = { [engineLabel]: this.engine, [instanceLabel]: instance, [digestLabel]: digest }
    const list = Object.entries(services).map(([name, command]) => [name, { image: this.bench.image, command, environment, labels, networks: ['default'] }])
    const networks = { default: { labels, ipam: { config: [{ subnet: this.bench.subnets[subnet] }] } } }
    await writeFile(join(folder, 'compose.yaml'), stringify({ services: Object.fromEntries(list) as object, networks }))
    const project = { engine: this.engine, instance, folder }
    await this.bench.docker.create(project, { signal, onLine: () => undefined })
    return project
  }

  async look(instance: InstanceName): Promise<readonly SeenContainer[]> {
    return await this.bench.docker.look(this.engine, instance)
  }

  /** The id of the one container. */
  async only(instance: InstanceName): Promise<string> {
    const [container] = await this.look(instance)
    return container?.id ?? assert.fail('there is no container')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const instance of await this.bench.docker.instances(this.engine)) await this.bench.docker.remove(this.engine, instance)
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true })
    await this.#close()
  }
}
