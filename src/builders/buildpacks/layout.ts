import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { z } from 'zod'
import type { Once } from '../../docker/once.ts'
import { readTar } from '../../docker/tar.ts'
import { BuildFailure } from '../failure.ts'

/** No manifest or configuration of an image is larger; bytes. */
const largest = 4 * 1024 * 1024

const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/)
const Index = z.object({ manifests: z.array(z.object({ digest: Digest })).length(1) })
const Manifest = z.object({ config: z.object({ digest: Digest }), layers: z.array(z.object({ digest: Digest })).min(1) })

/** An image in an OCI layout, as its own files describe it. Untrusted: it was written by what somebody's source ran. */
export interface LayoutImage {
  readonly folder: string
  readonly digest: string
  readonly config: unknown
  /** Digests of the blobs, the lowest first. */
  readonly layers: readonly string[]
}

/** Whether a folder of the container holds a layout with one image. The lifecycle names it last, when its layers are there. */
export async function holdsImage(once: Once, folder: string): Promise<boolean> {
  const text = await fileOf(once, `${folder}/index.json`)
  return text !== undefined && Index.safeParse(jsonOf(text)).success
}

export async function readLayout(once: Once, folder: string): Promise<LayoutImage> {
  const index = Index.safeParse(jsonOf((await fileOf(once, `${folder}/index.json`)) ?? ''))
  if (!index.success) refuse('it wrote no image')
  const digest = index.data.manifests[0]?.digest ?? ''
  const manifest = Manifest.safeParse(jsonOf(await blobOf(once, folder, digest)))
  if (!manifest.success) refuse('the manifest of its image cannot be read')
  const config = jsonOf(await blobOf(once, folder, manifest.data.config.digest))
  return { folder, digest, config, layers: manifest.data.layers.map((layer) => layer.digest) }
}

async function blobOf(once: Once, folder: string, digest: string): Promise<string> {
  const text = await fileOf(once, `${folder}/${blobPath(digest)}`)
  if (text === undefined || sha256(text) !== digest) refuse(`its image lacks ${digest}`)
  return text
}

/** The text of a file of the container; undefined where there is none, or a larger one than any of these is. */
export async function fileOf(once: Once, path: string): Promise<string | undefined> {
  const tar = await once.take(path)
  let text: string | undefined
  if (!tar) return undefined
  await readTar(tar, async ({ kind, size }, content) => {
    if (kind === 'file' && size <= largest) text = (await buffer(content)).toString()
  })
  return text
}

export function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`
}

export function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

export function refuse(reason: string): never {
  throw new BuildFailure('build-step', { step: 'export', reason })
}
