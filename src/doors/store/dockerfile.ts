import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A Dockerfile longer than this is not looked through, bytes. */
const longest = 64 * 1024

/** Is an image built in this folder from nothing but its own files? A Dockerfile of another name is not looked at. */
export async function buildsAlone(folder: string): Promise<boolean> {
  const file = join(folder, 'Dockerfile')
  const found = await lstat(file).catch(() => undefined)
  return found?.isFile() === true && found.size <= longest && startsFromScratch(await readFile(file, 'utf8'))
}

/** Every stage starts from scratch or from an earlier one, and nothing is brought from elsewhere. */
export function startsFromScratch(dockerfile: string): boolean {
  const stages = [...dockerfile.matchAll(/^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)(?:[ \t]+AS[ \t]+(\S+))?/gim)]
  const bases = [...stages.map(([, base = '']) => base), ...[...dockerfile.matchAll(/--from=(\S+)/gi)].map(([, from = '']) => from)]
  const own = new Set(['scratch', ...stages.flatMap(([, , name = ''], at) => [name.toLowerCase(), String(at)])])
  const brought = /^[ \t]*#[ \t]*syntax=|^[ \t]*ADD[ \t]+(--\S+[ \t]+)*\w+:/im.test(dockerfile)
  return stages.length > 0 && !brought && bases.every((base) => own.has(base.toLowerCase()))
}
