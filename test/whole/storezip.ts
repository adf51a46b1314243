import { createWriteStream } from 'node:fs'
import { cp, mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

/** A zip of everything below a folder, as somebody makes one by hand: one top folder holds it all. */
export async function zipFolder(folder: string, file: string, top: string): Promise<void> {
  const zip = new ZipFile()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile()) zip.addFile(path, `${top}/${path.slice(folder.length + 1)}`)
  }
  zip.end()
  await mkdir(dirname(file), { recursive: true })
  await pipeline(zip.outputStream, createWriteStream(file))
}

/** The layout of FreeShard's own site: the listing, and for each app a zip and its icon. */
export async function layOutSite(store: string, site: string): Promise<void> {
  for (const entry of await readdir(join(store, 'all_apps'), { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const [from, into] = [join(store, 'all_apps', entry.name), join(site, 'all_apps', entry.name)]
    await zipFolder(from, join(into, `${entry.name}.zip`), entry.name)
    await cp(join(from, 'icon.svg'), join(into, 'icon.svg'))
  }
  await cp(join(store, 'all_apps', 'store_metadata.json'), join(site, 'all_apps', 'store_metadata.json'))
}
