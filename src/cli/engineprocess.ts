import { join } from 'node:path'
import { run } from '../kit/run.ts'
import { until } from '../kit/until.ts'
import type { Health } from '../model/api.ts'
import { Problem } from '../model/problem.ts'
import type { Context } from './context.ts'
import { lengthOfLog, linesSince } from './enginelog.ts'
import { logWords } from './logwords.ts'
import { runningPid, startDetached, stopDetached } from './machine/detached.ts'
import { engineFlags } from './machine/nodeflags.ts'
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
/** How long one look at an engine that should be up may take, milliseconds. */
const lookPatience = 5000
/** How long it may take to end, with every app, milliseconds. */
const endPatience = 120_000
/** An engine that ended so often while it was started will not come up by itself. */
const enough = 3

/** Nothing when the engine is not up. Throws `permission` when this user may not ask it. */
export async function health({ client }: Context): Promise<Health | undefined> {
  return await client.get<Health>('/api/health', { patience: lookPatience }).catch(unlessDown)
}

/**
 * Starts the engine, by systemd where it is installed as a service, else under our own supervisor, and waits until
 * engine and gateway answer. Throws `engine-start` with its last words; what we started is then ended again.
 */
export async function startEngine(context: Context): Promise<void> {
  context.terminal.say('Starting engine and gateway…')
  const unit = await isUnitInstalled('/')
  const begun = await lengthOfLog(context)
  if (unit) await run(['systemctl', 'start', 'berth.service'])
  else await startSupervised(context)
  const look = async (): Promise<'up' | 'ended' | undefined> => (await front(context)) ?? (unit ? undefined : await ended(context, begun))
  const up = await until(look, { deadline: patience, longest: 200 })
  if (up === 'up') return
  if (!unit) await stopDetached(pidFile(context.data))
  throw new Problem('engine-start', { log: wordsOf(await linesSince(context, begun)) })
}

async function startSupervised({ data, home, node, source, ending, env }: Context): Promise<void> {
  const supervisor = join(source, 'cli', 'machine', `main.${ending}`)
  const engine = join(source, 'engine', `main.${ending}`)
  const settings = Object.entries(env).filter(([name]) => name.startsWith('BERTH_') && name !== 'BERTH_TOKEN' && name !== 'BERTH_URL')
  const path = env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin'
  await startDetached({
    argv: [node, ...engineFlags, supervisor, node, ...engineFlags, engine],
    env: { ...Object.fromEntries(settings), PATH: path, BERTH_DATA: data, BERTH_HOME: home },
    logFile: join(data, 'log', 'engine.log'),
    pidFile: pidFile(data),
  })
}

/** The gateway answers, through the engine's word that it does. */
async function front(context: Context): Promise<'up' | undefined> {
  if (!(await health(context))) return undefined
  const urls = await context.client.get<Urls>('/api/local/urls').catch(unlessDown)
  return urls === undefined || urls.port === null ? undefined : 'up'
}

/** The supervisor is gone, or it says that the engine ended again and again. */
async function ended(context: Context, begun: number): Promise<'ended' | undefined> {
  if ((await runningPid(pidFile(context.data))) === undefined) return 'ended'
  const lines = await linesSince(context, begun)
  return lines.filter((line) => line.startsWith('supervisor: ')).length >= enough ? 'ended' : undefined
}

/** Ends engine and gateway in good order; `apps` too, when asked. Throws `busy` when they take too long. */
export async function stopEngine(context: Context, apps: boolean): Promise<void> {
  await context.client.send('POST', '/api/local/shutdown', { apps })
  const gone = await until(async () => ((await health(context)) ? undefined : true), { deadline: endPatience, longest: 200 })
  if (!gone) throw new Problem('busy', { name: 'Berth', doing: 'shut down' })
  await stopDetached(pidFile(context.data))
}

/** The last of it, without the supervisor's own: it says only that it tries again. */
function wordsOf(lines: readonly string[]): string {
  const words = lines.filter((line) => !line.startsWith('supervisor: ')).map(logWords)
  return [...new Set(words)].slice(-8).join('\n')
}

function pidFile(data: string): string {
  return join(data, 'run', 'supervisor.pid')
}

function unlessDown(error: unknown): undefined {
  if (!(error instanceof Problem && error.code === 'engine-down')) throw error
}
