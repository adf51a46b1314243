import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../kit/run.ts'
import { until } from '../kit/until.ts'
import type { Health } from '../model/api.ts'
import { Problem } from '../model/problem.ts'
import type { Context } from './context.ts'
import { engineFlags } from './machine/nodeflags.ts'
import { runningPid, startDetached, stopDetached } from './machine/detached.ts'
import { isUnitInstalled } from './machine/service.ts'

export interface Urls {
  readonly console: string
  readonly claim: string | null
  readonly code: string | null
  readonly port: number | null
  readonly gateway: number | null
}

/** How long an engine may take until it answers, milliseconds: a Raspberry Pi with a slow card needs some. */
const patience = 60_000

export async function health({ client }: Context): Promise<Health | undefined> {
  return await client.get<Health>('/api/health').catch(() => undefined)
}

/** Starts the engine, by systemd where it is installed as a service, else under our own supervisor. */
export async function startEngine(context: Context): Promise<void> {
  if (await isUnitInstalled('/')) await run(['systemctl', 'start', 'berth.service'])
  else await startSupervised(context)
  const up = await until(async () => (await front(context)) ?? (await ended(context)), { deadline: patience, longest: 200 })
  if (up !== 'up') throw new Problem('engine-start', { log: await lastLines(context) })
}

async function startSupervised({ data, home, node, source, ending, env }: Context): Promise<void> {
  const supervisor = join(source, 'cli', 'machine', `main.${ending}`)
  const engine = join(source, 'engine', `main.${ending}`)
  const settings = Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('BERTH_')))
  const path = env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin'
  await startDetached({
    argv: [node, ...engineFlags, supervisor, node, ...engineFlags, engine],
    env: { ...settings, PATH: path, BERTH_DATA: data, BERTH_HOME: home },
    logFile: join(data, 'log', 'engine.log'),
    pidFile: pidFile(data),
  })
}

/** The gateway answers, through the engine's word that it does. */
async function front(context: Context): Promise<'up' | undefined> {
  if (!(await health(context))) return undefined
  const { port } = await context.client.get<Urls>('/api/local/urls')
  return port === null ? undefined : 'up'
}

async function ended({ data }: Context): Promise<'ended' | undefined> {
  if (await isUnitInstalled('/')) return undefined
  return (await runningPid(pidFile(data))) === undefined ? 'ended' : undefined
}

/** Ends engine and gateway in good order; `apps` too, when asked. */
export async function stopEngine(context: Context, apps: boolean): Promise<void> {
  await context.client.send('POST', '/api/local/shutdown', { apps })
  await until(async () => ((await health(context)) ? undefined : true), { deadline: 120_000, longest: 200 })
  await stopDetached(pidFile(context.data))
}

function pidFile(data: string): string {
  return join(data, 'run', 'supervisor.pid')
}

async function lastLines({ data }: Context): Promise<string> {
  const text = await readFile(join(data, 'log', 'engine.log'), 'utf8').catch(() => '')
  return text.trim().split('\n').slice(-8).join('\n')
}
