import type { FeedMessage } from '../../model/api.ts'
import type { State } from '../../model/lifecycle.ts'
import { say } from '../messages.ts'
import type { Picture } from './picture.ts'

/** States worth saying aloud; those on the way to them are not. */
const said: ReadonlySet<State> = new Set(['running', 'paused', 'stopped', 'failed', 'away'])

/** What a screen reader is told of a change, or null. */
export function newsIn(before: Picture, message: FeedMessage): string | null {
  if (message.type !== 'instance') return null
  const { name, title, state } = message.value
  const was = before.instances.find((instance) => instance.name === name)
  if (!was || was.state === state || !said.has(state)) return null
  return say.state.news(title, say.state.word[state])
}
