import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GeneratedApp } from './apps.ts'

/** Writes a folder of apps as FreeShard's stores have them. Nobody installs these: their images do not exist. */
export async function writeCatalogue(folder: string, apps: readonly GeneratedApp[]): Promise<void> {
  const all = join(folder, 'all_apps')
  for (const app of apps) await writeApp(join(all, app.name), app)
  const listed = apps.map((app) => ({ name: app.name, pretty_name: app.title, app_version: '1.0.0', icon: 'icon.svg', minimum_portal_size: app.size, store_info: infoOf(app) }))
  await writeFile(join(all, 'store_metadata.json'), JSON.stringify({ apps: listed }))
}

async function writeApp(folder: string, app: GeneratedApp): Promise<void> {
  const { name, title, size } = app
  const entrypoints = [{ container_name: name, container_port: 80, entrypoint_port: 'http' }]
  const meta = { v: '1.3', app_version: '1.0.0', name, pretty_name: title, icon: 'icon.svg', entrypoints, paths: { '': { access: 'private' } }, minimum_portal_size: size, store_info: infoOf(app) }
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'app_meta.json'), JSON.stringify(meta))
  await writeFile(
    join(folder, 'docker-compose.yml.template'),
    `services:\n  ${name}:\n    image: example.invalid/${name}:1.0.0\n    container_name: ${name}\n    volumes: ["{{ fs.app_data }}/data:/data"]\n`,
  )
  await writeFile(join(folder, 'icon.svg'), icon(name.length))
}

function infoOf({ summary, description, category, featured }: GeneratedApp): object {
  return { description_short: summary, description_long: description, category, is_featured: featured }
}

function icon(hue: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="hsl(${hue * 23} 60% 45%)"/><circle cx="32" cy="32" r="14" fill="#fff"/></svg>`
}
