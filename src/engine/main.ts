import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { Scrubber } from '../kit/scrubber.ts'
import { asProblem } from '../model/problem.ts'
import { openEngine } from './engine.ts'
import { readSettings } from './settings.ts'

/**
 * The engine as a process: `BERTH_DATA` is its data directory, `BERTH_HOME` the folder Berth was put in.
 * SIGTERM and SIGINT close it in good order; apps and gateway go on. Exit code 0 means that it was asked to
 * end, anything else that the supervisor should start it again.
 */
const here = dirname(fileURLToPath(import.meta.url))
const data = process.env['BERTH_DATA'] ?? '/var/lib/berth'
const home = process.env['BERTH_HOME'] ?? join(here, '..', '..')

async function main(): Promise<void> {
  const settings = await readSettings(data, process.env)
  const scrubber = new Scrubber()
  const write = (line: string): void => void process.stdout.write(scrubber.scrub(line))
  const log = pino({ level: settings.log_level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, { write })
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string }
  const ending = Promise.withResolvers<{ gateway: boolean; apps: boolean }>()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ending.resolve({ gateway: false, apps: false }))
  const mainOf = (...folder: string[]): string => join(here, '..', ...folder, import.meta.url.endsWith('.ts') ? 'main.ts' : 'main.js')
  const programs = { gatewayMain: mainOf('gateway'), hookMain: mainOf('doors', 'push', 'git', 'hook') }
  const places = { starter: join(home, 'starter'), console: join(home, 'build', 'console'), ...programs }
  await using engine = await openEngine({ data, settings, log, scrubber, version, ...places, onShutDown: (apps) => ending.resolve({ gateway: true, apps }) })
  log.info({ data, version }, 'the engine is up')
  const { gateway, apps } = await ending.promise
  if (apps) await engine.stopApps()
  if (gateway) await engine.stopGateway()
  log.info({ apps, gateway }, 'the engine ends')
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const problem = asProblem(error)
    process.stderr.write(`berth: ${problem.message}\n  fix: ${problem.fix}\n`)
    process.exit(1)
  },
)
