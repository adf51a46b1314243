import { tryRun } from '../kit/run.ts'

/** Where clouds keep the machine's own credentials, for whoever asks from inside it. */
export const metadata = '169.254.169.254/32'

/** `iptables` on the chain that Docker keeps for its users and never empties. */
export function guardArgv(verb: '--check' | '--insert', pool: string): [string, ...string[]] {
  return ['iptables', '--wait', verb, 'DOCKER-USER', '--source', pool, '--destination', metadata, '--jump', 'REJECT']
}

/**
 * Apps may not reach the cloud's metadata address. One rule for the whole pool of app networks, put in once.
 * False where it cannot be: no root, no iptables, or a Docker that leaves the firewall alone.
 */
export async function guardMetadata(pool: string): Promise<boolean> {
  try {
    if ((await tryRun(guardArgv('--check', pool))).code === 0) return true
    return (await tryRun(guardArgv('--insert', pool))).code === 0
  } catch {
    return false
  }
}
