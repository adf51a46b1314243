import { tryRun } from '../kit/run.ts'
import type { EngineId } from '../model/names.ts'
import { metadata } from './guard.ts'

type Verb = '--check' | '--insert' | '--delete'

/** Each engine has a rule of its own: its comment tells it from others, and finds one that was left by a power cut. */
function buildGuardArgv(verb: Verb, engine: EngineId, subnet: string): [string, ...string[]] {
  const mark = ['--match', 'comment', '--comment', `builds of berth-${engine}`]
  return ['iptables', '--wait', verb, 'DOCKER-USER', '--source', subnet, '--destination', metadata, ...mark, '--jump', 'REJECT']
}

/**
 * While builds run, what is on Docker's own bridge may not reach the cloud's metadata address: BuildKit's steps are
 * there and nowhere else. Closing it takes the rule away: other people's containers are there too. Does nothing
 * where rules cannot be made.
 */
export async function openBuildGuard(engine: EngineId, subnet: string | null): Promise<AsyncDisposable> {
  if (subnet === null) return { [Symbol.asyncDispose]: async () => undefined }
  if (!(await does('--check', engine, subnet))) await does('--insert', engine, subnet)
  const close = async (): Promise<void> => {
    await does('--delete', engine, subnet)
  }
  return { [Symbol.asyncDispose]: close }
}

async function does(...rule: Parameters<typeof buildGuardArgv>): Promise<boolean> {
  return await tryRun(buildGuardArgv(...rule)).then(
    ({ code }) => code === 0,
    () => false,
  )
}
