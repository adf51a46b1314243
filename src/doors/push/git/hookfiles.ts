import { chmod, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tryRun } from '../../../kit/run.ts'

/** Bytes of a first line that every Linux reads; older ones cut it there. */
const longestFirst = 126

/** Writes the folder that git takes its hooks from. `program`: the path of `hook/main`. Throws where such a file cannot be run from there. */
export async function writeHooks(folder: string, program: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const text = `#!${await interpreter(folder)}\nrequire(${JSON.stringify(program)})\n`
  for (const name of ['pre-receive', 'post-receive']) await replace(join(folder, name), text)
  // git passes over hooks it cannot run, and would take every push unseen
  const { code, err } = await tryRun([join(folder, 'pre-receive')], { env: { BERTH_PUSH_SOCKET: join(folder, 'none') } }).catch((error: unknown) => ({ code: -1, err: String(error) }))
  if (code !== 1) throw new Error(`programs cannot be run from ${folder}, as the git server must: ${err.slice(0, 300)}`)
}

/** This very Node, by a link where its own path is too long for the first line of a file. */
async function interpreter(folder: string): Promise<string> {
  const paths = [process.execPath, join(folder, 'node')] as const
  const found = paths.find((path) => Buffer.byteLength(path) <= longestFirst && !/\s/.test(path))
  if (found === undefined) throw new Error(`the path of the data folder is too long for the git server: ${folder}`)
  await rm(paths[1], { force: true })
  if (found === paths[1]) await symlink(process.execPath, found)
  return found
}

async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o700 })
  await chmod(`${path}.new`, 0o700)
  await rename(`${path}.new`, path)
}
