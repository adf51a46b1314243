import type { Readable } from 'node:stream'
import type { Once } from '../../docker/once.ts'
import { readTar, tarOf } from '../../docker/tar.ts'
import type { AddEntry } from '../../docker/tar.ts'
import { blobPath, refuse, sha256 } from './layout.ts'
import type { LayoutImage } from './layout.ts'

/**
 * The image as an archive for `docker load`: its layers from the container, its configuration and its name from us. Nothing
 * else of the layout goes along, so that what wrote it can name no other image.
 */
export async function imageTar(once: Once, { folder, layers }: LayoutImage, config: string, name: string): Promise<Readable> {
  const configPath = `${sha256(config).replace('sha256:', '')}.json`
  return await tarOf(async (add) => {
    await add({ path: configPath }, config)
    await addBlobs(add, once, folder, new Set(layers.map(blobPath)))
    await add({ path: 'manifest.json' }, JSON.stringify([{ Config: configPath, RepoTags: [name], Layers: layers.map(blobPath) }]))
  })
}

async function addBlobs(add: AddEntry, once: Once, folder: string, wanted: ReadonlySet<string>): Promise<void> {
  const missing = new Set(wanted)
  const blobs = (await once.take(`${folder}/blobs`)) ?? refuse('its image has no layers')
  await readTar(blobs, async ({ path, kind, size }, content) => {
    if (kind === 'file' && missing.delete(path)) await add({ path, size }, content)
  })
  if (missing.size > 0) refuse(`its image lacks ${[...missing].join(', ')}`)
}
