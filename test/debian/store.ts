import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const apps = fileURLToPath(new URL('apps', import.meta.url))

/** Which edition of each app a store offers: the third of each is broken. */
export interface Editions {
  readonly wiki: '1' | '2' | '3'
  readonly blog: '1' | '2' | '3'
}

/** Writes or renews a folder of apps as FreeShard's stores have them; each edition names an image of its own. */
export async function writeStore(folder: string, editions: Editions): Promise<void> {
  const entries = Object.entries(editions) as [keyof Editions, string][]
  const listed = await Promise.all(entries.map(async ([app, edition]) => await writeApp(join(folder, 'all_apps', app), app, edition)))
  await writeFile(join(folder, 'all_apps', 'store_metadata.json'), JSON.stringify({ apps: listed }))
}

async function writeApp(folder: string, app: string, edition: string): Promise<object> {
  await mkdir(folder, { recursive: true })
  await cp(join(apps, app), folder, { recursive: true })
  const text = await readFile(join(folder, 'docker-compose.yml.template'), 'utf8')
  await writeFile(join(folder, 'docker-compose.yml.template'), text.replace(`berth-test/${app}:1`, `berth-test/${app}:${edition}`))
  const meta = { ...(JSON.parse(await readFile(join(folder, 'app_meta.json'), 'utf8')) as { store_info: object }), app_version: edition }
  await writeFile(join(folder, 'app_meta.json'), JSON.stringify(meta))
  return { name: app, pretty_name: app === 'wiki' ? 'Wiki' : 'Blog', app_version: edition, icon: 'icon.svg', store_info: meta.store_info }
}
