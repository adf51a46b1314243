import { ConnectionId } from '../../../../model/preview.ts'
import type { ProviderClient, StatusAnswer } from '../provider.ts'
import { openGitHub } from './client.ts'
import type { Way } from './github.testbed.ts'

export interface Opened {
  readonly client: ProviderClient
  readonly known: string[]
  readonly abort: AbortController
}

/** A client of the stand-in, by one of its connections. */
export async function open({ connection, secrets }: Way, patience = 5000): Promise<Opened> {
  const [known, abort]: [string[], AbortController] = [[], new AbortController()]
  const whole = { ...connection, id: ConnectionId.parse('abcd1234'), created: new Date(0).toISOString(), cause: null }
  return { known, abort, client: await openGitHub({ connection: whole, secrets, signal: abort.signal, know: (secret) => known.push(secret), patience }) }
}

export function status(commit: string): StatusAnswer {
  return { commit, state: 'pending', context: 'berth/preview', text: 'It is being built', url: 'http://berth.example/log' }
}
