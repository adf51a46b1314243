import { lstat } from 'node:fs/promises'
import { posix } from 'node:path'
import { envFilesOf } from '../../bundle/compose.ts'
import type { Compose, Mount } from '../../bundle/compose.ts'
import { partsOf, slug } from '../../bundle/mounts.ts'
import { Problem } from '../../model/problem.ts'
import { isPlain } from './composesource.ts'
import type { Value } from './templatetext.ts'

export interface NamedMounts {
  of(service: string): readonly Value[]
  filesOf(service: string): Readonly<Record<string, Value>>
  /** Paths in the source. */
  readonly named: readonly string[]
  /** Volumes that stand in the place of folders that the source does not have. */
  readonly volumes: readonly string[]
  readonly notes: readonly string[]
}

interface One {
  readonly mount: Value
  readonly named?: string
  readonly volume?: string
  readonly note?: string
}

/**
 * What a compose file mounts of its source is copied with each release, to be read. A folder that is not in the source is
 * one the app makes for itself: it becomes a volume, which is kept. Throws `bad-compose` for a path with a link on its way.
 */
export async function namedMounts({ services }: Compose, base: string, folder: string): Promise<NamedMounts> {
  const mounts = new Map<string, readonly One[]>()
  const files = new Map<string, readonly { readonly path: string; readonly required: boolean }[]>()
  for (const [name, service] of Object.entries(services)) {
    mounts.set(name, await Promise.all(service.volumes.map((mount) => placed(mount, base, folder))))
    files.set(name, await Promise.all(envFilesOf(service).map(async ({ path, required = true }) => ({ path: await checked(posix.join(base, path), folder, required), required }))))
  }
  const all = [...mounts.values()].flat()
  const read = [...files.values()].flat().map(({ path }) => path)
  return {
    of: (name) => (mounts.get(name) ?? []).map(({ mount }) => mount),
    filesOf: (name) => ({ env_file: (files.get(name) ?? []).map((one) => ({ ...one, path: `./${one.path}` })) }),
    named: [...new Set([...all.flatMap(({ named }) => named ?? []), ...read])],
    volumes: [...new Set(all.flatMap(({ volume }) => volume ?? []))],
    notes: [...new Set(all.flatMap(({ note }) => note ?? []))],
  }
}

async function placed(mount: Mount, base: string, folder: string): Promise<One> {
  const { type, source, target, readOnly } = partsOf(mount)
  if (type !== 'bind' || !/^\.{1,2}(\/|$)/.test(source)) return { mount: mount as Value }
  const path = posix.join(base, source)
  if (!(await isThere(path, folder))) return { mount: `${volumeFor(path)}:${target}`, volume: volumeFor(path), note: `${path} is not in the source: it is kept as the volume ${volumeFor(path)}.` }
  const note = readOnly ? {} : { note: `${path} is mounted as it is in the source, to be read only.` }
  return { mount: `./${path}:${target}:ro`, named: await checked(path, folder, true), ...note }
}

/** Also behind a link; what lies outside of the source is not looked for. */
async function isThere(path: string, folder: string): Promise<boolean> {
  if (leadsOut(path)) return true
  return await lstat(posix.join(folder, path)).then(
    () => true,
    () => false,
  )
}

async function checked(path: string, folder: string, required: boolean): Promise<string> {
  if (await isPlain(folder, path)) return posix.normalize(path).replace(/\/$/, '')
  const there = await isThere(path, folder)
  if (!there && !required) return path
  throw new Problem('bad-compose', { app: 'the project', where: path, reason: reasonOf(path, there) })
}

function reasonOf(path: string, there: boolean): string {
  if (leadsOut(path)) return 'it leads out of the source'
  return there ? 'a link is on its way; name the file or folder itself' : 'there is no such file in the source'
}

function leadsOut(path: string): boolean {
  return path === '..' || path.startsWith('../')
}

function volumeFor(path: string): string {
  return `folder-${slug(path)}`
}
