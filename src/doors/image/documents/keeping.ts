import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { InstanceName } from '../../../model/names.ts'
import type { Pictures } from './targets.ts'

const KeptPictures = z.record(z.string(), z.string().startsWith('data:image/'))

/** The texts of documents: `<folder>/<app>/<document>.md`, and beside each the pictures it came with. Names are parsed before they come here. */
export class DocumentFiles {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  async write(app: InstanceName, document: string, { text, pictures }: { readonly text: string; readonly pictures: Pictures }): Promise<void> {
    const path = this.#path(app, document)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeWhole(`${path}.pictures.json`, JSON.stringify(Object.fromEntries(pictures)))
    await writeWhole(path, text)
  }

  /** Nothing where there is no such text. */
  async read(app: InstanceName, document: string): Promise<{ readonly text: string; readonly pictures: Pictures } | undefined> {
    const path = this.#path(app, document)
    const text = await readFile(path, 'utf8').catch(() => undefined)
    if (text === undefined) return undefined
    const pictures = KeptPictures.safeParse(parsed(await readFile(`${path}.pictures.json`, 'utf8').catch(() => '{}')))
    return { text, pictures: new Map(Object.entries(pictures.data ?? {})) }
  }

  async remove(app: InstanceName, document: string): Promise<void> {
    const path = this.#path(app, document)
    await Promise.all([rm(path, { force: true }), rm(`${path}.pictures.json`, { force: true })])
  }

  #path(app: InstanceName, document: string): string {
    return join(this.folder, app, `${document}.md`)
  }
}

/** It is the old or the new, also after a power cut. */
async function writeWhole(path: string, text: string): Promise<void> {
  const beside = `${path}.new`
  const file = await open(beside, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(beside, path)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
