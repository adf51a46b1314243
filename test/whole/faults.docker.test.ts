import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { run } from '../../src/kit/run.ts'
import { until } from '../../src/kit/until.ts'
import { Berth } from './berth.ts'
import { sampleImage } from './catalogue.ts'
import { OwnDocker } from './owndocker.ts'
import { randomFrom } from './random.ts'

/** How often the power is cut; all of it with `--long`. */
const rounds = process.env['BERTH_LONG'] ? 50 : 6
const seed = Number(process.env['BERTH_SEED'] ?? Date.now() % 1e6)

/** What is going on when something is killed. */
const doings = {
  install: async (berth: Berth) => await berth.install('hello', { name: 'second' }),
  start: async (berth: Berth) => await berth.json('/api/instances/first/start', { method: 'POST' }),
  sleep: async (berth: Berth) => await berth.json('/api/instances/first/stop', { method: 'POST' }),
  update: async (berth: Berth) => await berth.json('/api/instances/first/update', { method: 'POST', body: { version: '1.0.0' } }),
  uninstall: async (berth: Berth) => await berth.json('/api/instances/first', { method: 'DELETE' }),
} satisfies Record<string, (berth: Berth) => Promise<unknown>>
type Doing = keyof typeof doings

describe(`kill -9 at random points (BERTH_SEED=${seed})`, () => {
  const random = randomFrom(seed)
  for (let round = 0; round < rounds; round++) {
    const victim = random.of(['engine', 'engine', 'gateway'] as const)
    const doing = random.of(Object.keys(doings) as Doing[])
    const after = Math.floor(random.upTo(doing === 'install' ? 500 : 300))
    it(`round ${round}: the ${victim} ${after} ms into ${doing}`, async () => {
      await using berth = await Berth.open()
      await prepare(berth)
      await doings[doing](berth)
      await delay(after) // the random point itself
      if (victim === 'engine') await berth.killEngine('SIGKILL')
      else process.kill(await berth.gatewayPid(), 'SIGKILL')
      if (victim === 'engine') await berth.start()
      await berth.awaitFront()
      await endsWell(berth, doing)
    })
  }

  for (const doing of process.env['BERTH_LONG'] ? (Object.keys(doings) as Doing[]) : (['start'] as const)) {
    it(`dockerd in the middle of ${doing}`, async () => {
      await using docker = await OwnDocker.open()
      await docker.load(sampleImage) // built by the rounds before
      await using berth = await Berth.open({ env: { BERTH_DOCKER_SOCKET: docker.socket } })
      await prepare(berth)
      await doings[doing](berth)
      await docker.kill()
      await docker.start()
      await endsWell(berth, doing, docker.socket)
    })
  }
})

/** One app with something written in it that must never be lost. */
async function prepare(berth: Berth): Promise<void> {
  await berth.install('hello', { name: 'first' })
  await berth.becomes('first', 'stopped')
  const added = await berth.visit('first', '/cgi-bin/add', { method: 'POST', body: 'precious' })
  assert.equal(added.status, 200)
}

/** What was asked for comes true, nothing is lost, and nothing is left over. */
async function endsWell(berth: Berth, doing: Doing, socket?: string): Promise<void> {
  if (doing === 'update') assert.ok(await until(async () => ((await berth.jobs()).every(({ state }) => !live.includes(state)) ? true : undefined), { deadline: 60_000, longest: 500 }))
  if (doing === 'uninstall') await berth.becomes('first', undefined, 40)
  else await berth.becomes('first', doing === 'sleep' ? 'stopped' : 'running', 40)
  if (doing === 'install') await berth.becomes('second', 'stopped', 40)
  assert.match(await dataOf(berth, doing), /precious/)
  await until(async () => ((await strays(berth, socket)).length === 0 ? true : undefined), { deadline: 20_000, first: 200, longest: 500 })
  assert.deepEqual(await strays(berth, socket), [])
  assert.deepEqual(await halves(berth), [])
  if (doing === 'sleep' || doing === 'uninstall') return
  // Where its container died with its Docker, that counts as a crash: it is started again after a pause.
  const answered = await until(async () => (/precious/.test((await berth.visit('first', '/cgi-bin/add')).text) ? true : undefined), { deadline: 30_000, longest: 500 })
  assert.equal(answered, true)
}

async function dataOf(berth: Berth, doing: Doing): Promise<string> {
  const [kept] = await berth.shelf()
  const folder = doing === 'uninstall' ? join('shelf', kept?.id ?? 'nothing') : join('instances', 'first')
  return await readFile(join(berth.data, folder, 'data', 'data', 'lines'), 'utf8')
}

/** Containers, networks and volumes of this engine that belong to no instance it has. */
async function strays(berth: Berth, socket = '/var/run/docker.sock'): Promise<readonly string[]> {
  const { engine } = await berth.json<{ engine: string }>('/api/health')
  const mine = new Set((await berth.json<{ name: string }[]>('/api/instances')).map(({ name }) => name))
  const found: string[] = []
  for (const kind of [
    ['ps', '--all'],
    ['network', 'ls'],
    ['volume', 'ls'],
  ]) {
    const { out } = await run(['docker', '--host', `unix://${socket}`, ...kind, '--filter', `label=berth.engine=${engine}`, '--format', '{{.Label "berth.instance"}}'])
    found.push(...out.split('\n').filter((name) => name !== '' && !mine.has(name)))
  }
  return found
}

const live: readonly string[] = ['queued', 'running', 'waiting']

/** Files and folders that only stand for something unfinished. */
async function halves(berth: Berth): Promise<readonly string[]> {
  const busy = (await berth.jobs()).some(({ state }) => live.includes(state))
  const names = await Promise.all(['instances', 'shelf', 'kept', 'staging'].map(async (folder) => (await readdir(join(berth.data, folder), { recursive: true })).map((name) => join(folder, name))))
  return names.flat().filter((name) => /\.part$|\.erasing/.test(name) || (!busy && /^staging\/(?!\.berth$)[^/]+$/.test(name)))
}
