import type { ProjectFile } from '../../model/projectfile.ts'
import type { Release } from '../../model/project.ts'
import type { Value } from './templatetext.ts'

type Command = ProjectFile['release']

/**
 * How a process of an image is started: `command` and, where the image is made by buildpacks, their launcher, without
 * which the app's environment would not be as it is built. Nothing where the image says it.
 */
export function commandOf({ builder, file, processes }: Release, process: string): Readonly<Record<string, Value>> {
  const own = file.processes[process]
  if (own !== undefined) return startOf(builder, own)
  return builder === 'buildpacks' && Object.hasOwn(processes, process) ? { entrypoint: [`/cnb/process/${process}`] } : startOf(builder, processes[process])
}

export function startOf(builder: Release['builder'], command: Command): Readonly<Record<string, Value>> {
  if (command === undefined) return {}
  if (builder !== 'buildpacks') return { command }
  return { entrypoint: ['/cnb/lifecycle/launcher'], command: ['--', ...(typeof command === 'string' ? words(command) : command)] }
}

/** A command in words, as Compose cuts it: by spaces, but for what stands in quotes or after a backslash. */
function words(text: string): readonly string[] {
  const found = [...text.matchAll(/(?:"(?:[^"\\]|\\[^])*"|'[^']*'|\\[^]|[^\s"'\\])+/g)].map(([word]) => word)
  return found.map((word) =>
    word.replace(/"((?:[^"\\]|\\[^])*)"|'([^']*)'|\\([^])/g, (_, double?: string, single?: string, one?: string) => double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? one ?? ''),
  )
}
