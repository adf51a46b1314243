import type { FeedMessage } from '../../model/api.ts'
import type { State } from '../../model/lifecycle.ts'
import type { PreviewState, PreviewView } from '../../model/preview.ts'
import { say } from '../messages.ts'
import type { ProjectView } from '../../model/project.ts'
import type { Picture } from './picture.ts'

/** States worth saying aloud; those on the way to them are not. */
const said: ReadonlySet<State> = new Set(['running', 'paused', 'stopped', 'failed', 'away'])

const saidOfPreviews: ReadonlySet<PreviewState> = new Set(['approval', 'running', 'failed', 'stopped'])

/** What a screen reader is told of a change, or null. */
export function newsIn(before: Picture, message: FeedMessage): string | null {
  if (message.type === 'project') return newsOf(before, message.value)
  if (message.type === 'preview') return newsOfPreview(before, message.value)
  if (message.type !== 'instance') return null
  const { name, title, state } = message.value
  const was = before.instances.find((instance) => instance.name === name)
  if (!was || was.state === state || !said.has(state)) return null
  return say.state.news(title, say.state.word[state])
}

/** That a push came to serve, or did not. */
function newsOf({ projects }: Picture, { name, live, cause }: ProjectView): string | null {
  const was = projects.find((project) => project.name === name)
  if (was && live !== null && was.live !== live) return say.state.serves(name, live)
  return was && cause !== null && was.cause?.at !== cause.at ? say.home.project.title(name) : null
}

/** That it runs, waits for somebody, or came to nothing; that it fell asleep its instance says. */
function newsOfPreview({ previews }: Picture, { name, state }: PreviewView): string | null {
  const was = previews.find((preview) => preview.name === name)
  if (was?.state === state || !saidOfPreviews.has(state)) return null
  return was || state === 'approval' ? say.state.preview(name, say.state.previews[state]) : null
}
