import { chmod, copyFile, lstat, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { InstanceName } from '../../model/names.ts'
import type { ProjectFile } from '../../model/projectfile.ts'
import { namedMounts } from './composemounts.ts'
import { readComposeSource } from './composesource.ts'
import type { Env } from './environment.ts'

/**
 * Keeps of a compose project's source what its releases need later, without the rest: the compose files, and what they
 * mount or read. `into` is made anew. Throws as `writeBundle`.
 */
export async function keepSource(project: InstanceName, file: ProjectFile, env: Env, folder: string, into: string): Promise<void> {
  const { compose, base, files } = await readComposeSource(project, file, env, folder)
  const { named } = await namedMounts(compose, base, folder)
  await rm(into, { recursive: true, force: true })
  await mkdir(into, { recursive: true, mode: 0o700 })
  await copyNamed(folder, [...files, ...named], into)
}

/** Copies these paths of the source, with all below them; links stay links. What is not there is passed over. */
export async function copyNamed(folder: string, named: readonly string[], into: string): Promise<void> {
  for (const path of named) {
    await mkdir(dirname(join(into, path)), { recursive: true, mode: 0o755 })
    await copy(join(folder, path), join(into, path))
  }
}

async function copy(from: string, to: string): Promise<void> {
  const facts = await lstat(from).catch(() => undefined)
  if (facts?.isSymbolicLink()) await replace(to, async () => await symlink(await readlink(from), to))
  else if (facts?.isFile()) await replace(to, async () => await copyPlain(from, to, facts.mode))
  else if (facts?.isDirectory()) await copyFolder(from, to)
}

async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o755 })
  for (const name of await readdir(from)) if (name !== '.git') await copy(join(from, name), join(to, name))
}

async function copyPlain(from: string, to: string, mode: number): Promise<void> {
  await copyFile(from, to)
  await chmod(to, mode & 0o111 ? 0o755 : 0o644)
}

async function replace(to: string, make: () => Promise<void>): Promise<void> {
  await rm(to, { recursive: true, force: true })
  await make()
}
