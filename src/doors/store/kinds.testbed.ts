import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { commit, Sample, Site, zipFolder } from './sample.testbed.ts'
import { publishStore } from './publish.ts'
import type { StoreSource } from '../../model/store.ts'

export type Kind = StoreSource['kind']

/** The sample's catalogue as each kind of store there is, read once. */
export async function sampleAs(kind: Kind): Promise<Sample> {
  const sample = await Sample.open()
  const closing = sample[Symbol.asyncDispose].bind(sample)
  const site = kind === 'http' ? await publishSample(sample) : undefined
  sample[Symbol.asyncDispose] = async () => {
    await site?.[Symbol.asyncDispose]()
    await closing()
  }
  sample.restart([{ name: 'sample', source: await sourceOf(kind, sample, site) }])
  await sample.door.stores.refresh('sample')
  return sample
}

/** The sample's catalogue built for a web server, with its bad entry, and a server for it. */
export async function publishSample(sample: Sample): Promise<Site> {
  const folder = join(sample.root, 'site')
  await publishStore(sample.folder, folder, () => undefined)
  await addToListing(folder, { name: 'bad' })
  return await Site.open(folder)
}

export async function addToListing(site: string, entry: object): Promise<void> {
  const file = join(site, 'all_apps', 'store_metadata.json')
  const { apps } = JSON.parse(await readFile(file, 'utf8')) as { apps: object[] }
  await writeFile(file, JSON.stringify({ apps: [...apps, entry] }))
}

async function sourceOf(kind: Kind, sample: Sample, site: Site | undefined): Promise<StoreSource> {
  switch (kind) {
    case 'folder':
      return { kind, folder: sample.folder }
    case 'zip': {
      const file = join(sample.root, 'catalogue.zip')
      await zipFolder(sample.folder, file, 'repository-main/')
      return { kind, file }
    }
    case 'git':
      await commit(sample.folder)
      return { kind, url: sample.folder, branch: null }
    case 'http':
      return { kind, url: site?.url ?? '', branch: null }
  }
}
