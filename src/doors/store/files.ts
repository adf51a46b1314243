import { chmod, copyFile, lstat, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '../../model/problem.ts'

/** An app's own files, without images and data: the largest published one has 300 KB. */
export const appLimits = { bytes: 64 * 1024 * 1024, files: 5000 }

/** Copies an app's files as they are. Links, devices and sockets are refused: nothing leads outside. Doing it again starts over. */
export async function copyApp(app: string, from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true })
  const seen = { bytes: 0, files: 0 }
  await copyFolder(app, from, to, seen)
}

async function copyFolder(app: string, from: string, to: string, seen: { bytes: number; files: number }): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o755 })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyFolder(app, source, target, seen)
    else if (entry.isFile()) await copyOne(app, source, target, seen)
    else throw new Problem('bad-entry', { app, where: entry.name, reason: 'only files and folders may be in an app' })
  }
}

async function copyOne(app: string, from: string, to: string, seen: { bytes: number; files: number }): Promise<void> {
  const { size, mode } = await lstat(from)
  seen.bytes += size
  seen.files += 1
  if (seen.bytes > appLimits.bytes || seen.files > appLimits.files) throw new Problem('bad-entry', { app, where: 'its files', reason: 'they are too many or too large' })
  await copyFile(from, to)
  await chmod(to, mode & 0o111 ? 0o755 : 0o644)
}
