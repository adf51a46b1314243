import type { FeedMessage } from '../model/api.ts'
import type { PreviewState, PreviewView } from '../model/preview.ts'
import { Problem } from '../model/problem.ts'
import { changesOf } from './changes.ts'
import type { Context } from './context.ts'
import { previewPath } from './doorpath.ts'
import { exits } from './exits.ts'
import { noteOf, previewLine } from './previewwords.ts'

type Watching = Pick<Context, 'client' | 'terminal'>

/** In which something goes on by itself. */
const atWork: ReadonlySet<PreviewState> = new Set(['queued', 'building', 'starting'])

/**
 * Shows how a preview goes until nothing goes on by itself any more, and then its address. Leaving it stops nothing; what
 * comes to nothing ends this program with the exit code of a failed job.
 */
export async function followPreview({ client, terminal }: Watching, name: string): Promise<void> {
  let said = ''
  let view: PreviewView | undefined
  for await (const now of changesOf(client, { now: () => client.get<PreviewView>(previewPath(name)), heard: (message) => heardOf(message, name) })) {
    view = now
    const line = previewLine(now)
    terminal.passing(line)
    if (!terminal.live && !terminal.json && line !== said) terminal.say(line)
    said = line
    if (!atWork.has(now.state)) break
  }
  if (!view) throw new Problem('not-found', { what: 'preview', name })
  end(terminal, view)
}

function end(terminal: Watching['terminal'], view: PreviewView): void {
  for (const note of noteOf(view)) terminal.say(note)
  const { failure, head } = view
  for (const line of view.state === 'failed' && failure?.commit === head.commit ? (failure.cause.log ?? []) : []) terminal.say(`  ${line}`)
  if (view.state === 'failed') process.exitCode = exits.job
  terminal.show(view, () => view.url)
}

function heardOf(message: FeedMessage, name: string): PreviewView | undefined {
  if (message.type === 'preview-gone' && message.name === name) throw new Problem('not-found', { what: 'preview', name })
  if (message.type === 'snapshot') return message.previews.find((view) => view.name === name)
  return message.type === 'preview' && message.value.name === name ? message.value : undefined
}
