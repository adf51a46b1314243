import { posix } from 'node:path'
import type { Bound, Place } from './bundle.ts'
import type { Compose, Mount } from './compose.ts'
import { landOf, partsOf, slug, volumeName } from './mounts.ts'
import { allDataOf, below, imageFolder, resolvePath } from './paths.ts'
import { uncovered } from './writes.ts'

interface Mounts {
  readonly list: readonly object[]
  readonly folders: readonly Bound[]
  /** Volumes of the project by name, each with its folder below the instance's. */
  readonly volumes: ReadonlyMap<string, string>
  /** Folders below the shared one. */
  readonly shared: readonly string[]
}

/** The mounts of every service: binds resolved, volumes in folders below `data/`, image volumes given one too. */
export function rewriteMounts(compose: Compose, place: Place): ReadonlyMap<string, Mounts> {
  const ofImages = new Map(Object.entries(compose.services).map(([name, service]) => [name, uncovered(service, place)]))
  const anyOfImages = [...ofImages.values()].some((paths) => paths.length > 0)
  return new Map(
    Object.entries(compose.services).map(([name, service]) => {
      const own = service.volumes.flatMap((mount) => sharedMount(mount, place) ?? neighbourMounts(mount, place) ?? [written(name, service.user, mount, place)])
      const images = (ofImages.get(name) ?? []).map((path) => imageVolume(name, service.user, path))
      const hidden = anyOfImages ? service.volumes.flatMap((mount) => hide(name, mount, place)) : []
      return [name, join([...own, ...images, ...hidden])]
    }),
  )
}

interface One {
  readonly mount: object
  readonly folder?: Bound
  readonly volume?: string
  readonly shared?: string
}

function join(all: readonly One[]): Mounts {
  const volumes = all.flatMap(({ volume, folder }): [string, string][] => (volume && folder ? [[volume, folder.path]] : []))
  return { list: all.map(({ mount }) => mount), folders: all.flatMap(({ folder }) => folder ?? []), volumes: new Map(volumes), shared: all.flatMap(({ shared }) => shared ?? []) }
}

/**
 * A folder of the shared one; the shared one itself is each of its folders. It is never mounted whole, so no app can
 * put a link in the place of a folder that another one mounts.
 */
function sharedMount(mount: Mount, { folder, machine }: Place): readonly One[] | undefined {
  const { type, source, target, readOnly } = partsOf(mount)
  const path = resolvePath(folder, source)
  if (type !== 'bind' || !below(machine.shared, path)) return undefined
  const wanted = posix.relative(machine.shared, path)
  const bound = (name: string, at: string): One => ({
    mount: { type: 'bind', source: posix.join(machine.shared, name), target: at, ...(readOnly ? { read_only: true } : {}), bind: { create_host_path: false } },
    shared: name,
  })
  return wanted === '' ? machine.sharedFolders.map((name) => bound(name, posix.join(target, name))) : [bound(wanted, target)]
}

/** The data of other apps, to be read: each one's own folder, as the folder of all holds their secrets too. */
function neighbourMounts(mount: Mount, { folder, machine, instance }: Place): readonly One[] | undefined {
  const { type, source, target } = partsOf(mount)
  const all = allDataOf(machine.data)
  const path = resolvePath(folder, source)
  if (type !== 'bind' || !below(all, path)) return undefined
  const wanted = posix.relative(all, path)
  const neighbours = [...machine.neighbours].filter(([name]) => (wanted === '' ? name !== instance : name === wanted))
  return neighbours.map(([name, data]) => ({ mount: { type: 'bind', source: data, target: wanted === '' ? posix.join(target, name) : target, read_only: true, bind: { create_host_path: false } } }))
}

/** A mount as its author wrote it. A folder of the app's own files is there already; only those below `data/` are made. */
function written(service: string, user: string | undefined, mount: Mount, place: Place): One {
  const parts = partsOf(mount)
  const land = landOf(service, mount, place.folder)
  if (!land) return { mount: { type: parts.type, target: parts.target } }
  const path = posix.relative(place.folder, land.path)
  const common = { target: parts.target, ...(land.readOnly ? { read_only: true } : {}) }
  if (parts.type === 'volume') return { mount: { type: 'volume', source: volumeName(service, parts), ...common }, folder: { path, service, user }, volume: volumeName(service, parts) }
  return { mount: { type: 'bind', source: land.path, ...common }, ...(below('data', path) ? { folder: { path, service, user } } : {}) }
}

function imageVolume(service: string, user: string | undefined, path: string): One {
  const name = `image-${service}-${slug(path)}`
  return { mount: { type: 'volume', source: name, target: path }, folder: { path: posix.join('data', imageFolder, service, path), service, user }, volume: name }
}

/**
 * Who may write all of `data/` could put a link where image volumes lie, and Docker would follow it out of here:
 * an empty, tiny tmpfs lies over that place, and what is mounted on cannot be renamed.
 */
function hide(service: string, mount: Mount, place: Place): readonly One[] {
  const land = landOf(service, mount, place.folder)
  if (!land || land.readOnly || land.path !== posix.join(place.folder, 'data')) return []
  return [{ mount: { type: 'tmpfs', target: posix.join(partsOf(mount).target, imageFolder), tmpfs: { size: 4096 } } }]
}
