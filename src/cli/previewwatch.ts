import type { FeedMessage } from '../model/api.ts'
import type { InstanceName } from '../model/names.ts'
import type { PreviewView } from '../model/preview.ts'
import { changesOf } from './changes.ts'
import type { Context } from './context.ts'
import { previewLine, previewList } from './previewwords.ts'

type Watching = Pick<Context, 'client' | 'terminal'>

interface Change {
  readonly views: readonly PreviewView[]
  /** Those that went; `others`: all that are not among `views`, which are all there are. */
  readonly gone: readonly InstanceName[] | 'others'
}

/** All that are here, then a line for each change. Never ends by itself: whoever follows, leaves. */
export async function watchPreviews({ client, terminal }: Watching): Promise<void> {
  const said = new Map<InstanceName, string>()
  const now = async (): Promise<Change> => ({ views: await client.get<PreviewView[]>('/api/previews'), gone: 'others' })
  let isFirst = true
  for await (const change of changesOf(client, { now, heard: heardOf })) {
    if (isFirst) terminal.show(change.views, () => previewList(change.views))
    tell(terminal, change, { said, quiet: isFirst })
    isFirst = false
  }
}

function heardOf(message: FeedMessage): Change | undefined {
  if (message.type === 'snapshot') return { views: message.previews, gone: 'others' }
  if (message.type === 'preview-gone') return { views: [], gone: [message.name] }
  return message.type === 'preview' ? { views: [message.value], gone: [] } : undefined
}

function tell(terminal: Watching['terminal'], { views, gone }: Change, { said, quiet }: { readonly said: Map<InstanceName, string>; readonly quiet: boolean }): void {
  const here = new Set(views.map(({ name }) => name))
  const went = gone === 'others' ? [...said.keys()].filter((name) => !here.has(name)) : gone
  for (const name of went) if (said.delete(name)) terminal.show({ name, gone: true }, () => `${name}: gone`)
  for (const view of views) {
    const line = previewLine(view)
    if (!quiet && said.get(view.name) !== line) terminal.show(view, () => line)
    said.set(view.name, line)
  }
}
