import { fileURLToPath } from 'node:url'
import { endingFlags } from '../kit/endingflags.ts'
import { tryRun } from '../kit/run.ts'
import type { RunOptions, RunResult } from '../kit/run.ts'
import type { StandIn } from './standin.testbed.ts'

export const main = fileURLToPath(new URL('main.ts', import.meta.url))
export const home = fileURLToPath(new URL('../..', import.meta.url))

/** The CLI as a real process, as the launcher starts it. */
export async function berth({ data }: Pick<StandIn, 'data'>, words: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return await tryRun([process.execPath, '--disable-warning=ExperimentalWarning', ...endingFlags, main, ...words], { ...options, env: { BERTH_DATA: data, BERTH_HOME: home, ...options.env } })
}
