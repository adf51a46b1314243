import { createReadStream } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Pack } from 'tar-stream'
import { Problem } from '../model/problem.ts'
import type { Context } from './context.ts'
import { askGit } from './git.ts'

/** The files of a folder as a gzipped tar archive, while they are read; links stay links. Throws `invalid` for what is no folder. */
export async function sourceTar(context: Pick<Context, 'env'>, folder: string): Promise<Readable> {
  const facts = await lstat(folder).catch(() => undefined)
  if (!facts?.isDirectory()) throw new Problem('invalid', { where: folder, reason: 'there is no such folder' })
  const paths = (await filesOfGit(context, folder)) ?? (await filesBelow(folder))
  if (paths.length === 0) throw new Problem('invalid', { where: folder, reason: 'there is nothing in it' })
  const { default: tar } = await import('tar-stream')
  const pack = tar.pack()
  const gzip = createGzip()
  fill(pack, folder, paths).catch((error: unknown) => pack.destroy(error instanceof Error ? error : new Error(String(error))))
  pipeline(pack, gzip).catch((error: unknown) => gzip.destroy(error instanceof Error ? error : undefined))
  return gzip
}

/** In a repository what git knows, and what is new and not ignored; nothing where there is no repository. */
async function filesOfGit(context: Pick<Context, 'env'>, folder: string): Promise<readonly string[] | undefined> {
  const inside = await askGit(context, folder, ['rev-parse', '--is-inside-work-tree']).catch(() => undefined)
  if (inside !== 'true') return undefined
  const { spawn } = await import('node:child_process')
  const { text } = await import('node:stream/consumers')
  const git = spawn('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: folder, env: { ...context.env }, stdio: ['ignore', 'pipe', 'ignore'] })
  return (await text(git.stdout)).split('\0').filter(Boolean)
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  return paths.filter((path) => !path.split('/').includes('.git'))
}

async function fill(pack: Pack, folder: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) await add(pack, folder, path)
  pack.finalize()
}

/** What is not there any more, and what is neither file nor link, is left out. */
async function add(pack: Pack, folder: string, name: string): Promise<void> {
  const facts = await lstat(join(folder, name)).catch(() => undefined)
  if (facts?.isSymbolicLink()) pack.entry({ name, type: 'symlink', linkname: await readlink(join(folder, name)) })
  if (!facts?.isFile()) return
  const entry = pack.entry({ name, size: facts.size, mode: facts.mode & 0o111 ? 0o755 : 0o644, mtime: facts.mtime })
  // A file that grows while it is read is sent as long as it was said to be.
  if (facts.size > 0) await pipeline(createReadStream(join(folder, name), { end: facts.size - 1 }), entry)
  else entry.end(Buffer.alloc(0))
}
