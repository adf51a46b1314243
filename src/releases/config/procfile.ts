import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '../../model/problem.ts'
import { ProjectFile } from '../../model/projectfile.ts'
import { firstText } from './sourcetext.ts'

/** What only a shell understands. A Procfile's lines are a shell's by their definition; it is the container's own that reads them. */
const shellSigns = /[$`|&;<>(){}*?[\]~#!\\\n]/
const severalCommands = /[|&;\n]|^\s*\w+=/

/**
 * A Procfile's processes, where an image is made by a Dockerfile and the project's own file names none. (Buildpacks read
 * theirs themselves.) Throws `bad-project-file`.
 */
export async function withProcfile(folder: string, file: ProjectFile): Promise<{ readonly file: ProjectFile; readonly notes: readonly string[] }> {
  const unchanged = { file, notes: [] }
  if (Object.keys(file.processes).length > 0 || !(await isByDockerfile(folder, file))) return unchanged
  const found = await firstText(folder, ['Procfile'])
  if (!found) return unchanged
  const { release, ...processes } = commandsOf(found.text)
  const made = ProjectFile.safeParse({ ...file, processes, release: file.release ?? release })
  if (!made.success) throw new Problem('bad-project-file', { file: 'Procfile', where: String(made.error.issues[0]?.path.at(-1) ?? ''), reason: 'name processes by small letters, digits and dashes' })
  return { file: made.data, notes: [`Processes come from the Procfile: ${Object.keys(processes).join(', ')}.`] }
}

async function isByDockerfile(folder: string, { builder, build }: ProjectFile): Promise<boolean> {
  if (builder !== undefined) return builder === 'dockerfile'
  const facts = await lstat(join(folder, build.context, build.dockerfile ?? 'Dockerfile')).catch(() => undefined)
  return facts?.isFile() ?? false
}

function commandsOf(text: string): Record<string, string | string[]> {
  const lines = text.split(/\r?\n/).map((line, at) => ({ line: line.trim(), at: at + 1 }))
  const said = lines.filter(({ line }) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(said.map(({ line, at }) => [nameOf(line, at), commandOf(line.slice(line.indexOf(':') + 1).trim())]))
}

function nameOf(line: string, at: number): string {
  const [, name] = /^([\w-]+):\s*\S/.exec(line) ?? []
  if (name === undefined) throw new Problem('bad-project-file', { file: 'Procfile', where: `line ${at}`, reason: 'write it as `web: command`' })
  return name
}

/** `exec`, so that the program itself hears that it is to stop. */
function commandOf(line: string): string | string[] {
  if (!shellSigns.test(line) && !severalCommands.test(line)) return line
  return ['/bin/sh', '-c', severalCommands.test(line) ? line : `exec ${line}`]
}
