import { randomBytes } from 'node:crypto'
import { copyFile, mkdir, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { survey } from '../../bundle/survey.ts'
import { Problem } from '../../model/problem.ts'
import { AppName } from '../../model/names.ts'
import { faultOf, readAppFolder } from './appfolder.ts'
import { listingName } from './listing.ts'
import { packApp } from './pack.ts'
import { ownPicture } from './picture.ts'
import { layoutOf } from './sources/layout.ts'
import { reasonOf } from './unreadable.ts'

export interface Published {
  /** How many are in the catalogue. */
  readonly apps: number
  /** Those that were left out. */
  readonly bad: readonly { readonly app: string; readonly where: string; readonly reason: string }[]
}

/**
 * Makes a folder of apps a catalogue for any web server: `all_apps/store_metadata.json` as FreeShard has it, with a zip
 * and an icon for each app. It is built beside and put in place whole; the same apps give the same bytes. Bad apps are left out and told.
 */
export async function publishStore(from: string, into: string, log: (line: string) => void): Promise<Published> {
  const { base, folders } = await appsIn(from)
  const beside = join(into, `.all_apps-${randomBytes(4).toString('hex')}`)
  await mkdir(beside, { recursive: true })
  try {
    const published = await publishApps(base, folders, beside, log)
    await putInPlace(beside, into, base)
    return published
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
}

async function publishApps(base: string, folders: readonly string[], into: string, log: (line: string) => void): Promise<Published> {
  const listed: object[] = []
  const bad: Published['bad'][number][] = []
  for (const name of folders) {
    try {
      listed.push(await publishApp(name, join(base, name), join(into, name)))
      log(`${name} is packed`)
    } catch (error) {
      const { where, reason } = faultOf(error)
      bad.push({ app: name, where, reason })
      log(`${name} is left out: ${where}: ${reason}`)
      await rm(join(into, name), { recursive: true, force: true })
    }
  }
  await writeFile(join(into, listingName), JSON.stringify({ apps: listed }, undefined, 1), { flush: true })
  return { apps: listed.length, bad }
}

async function appsIn(from: string): Promise<{ readonly base: string; readonly folders: readonly string[] }> {
  const layout = await layoutOf(from).catch((error: unknown) => unusable('from', reasonOf(error), error))
  if (!layout) return unusable('from', `there are no apps in ${from}`)
  const folders = layout.listed ? (await readdir(layout.base, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name) : layout.folders
  return { base: layout.base, folders: [...folders].sort() }
}

/** What the listing says of the app, which is packed into its own folder. */
async function publishApp(name: string, folder: string, into: string): Promise<object> {
  const app = AppName.safeParse(name)
  if (!app.success) throw new Problem('bad-entry', { app: name, where: 'name', reason: app.error.issues[0]?.message ?? 'it cannot be used' })
  const template = await readAppFolder(name, folder)
  const { services } = survey(template)
  await mkdir(into, { recursive: true })
  const sha256 = await packApp(folder, join(into, `${name}.zip`))
  const icon = await ownPicture(folder, template.meta.icon)
  if (icon !== null) await copyFile(join(folder, icon), join(into, icon))
  const { pretty_name, app_version, minimum_portal_size, store_info } = template.meta
  const images = [...new Set(services.map(({ image }) => image))]
  return { name, pretty_name, app_version, icon: icon ?? '', minimum_portal_size, store_info, sha256, images }
}

/** Only a catalogue that was built before is replaced, and never the apps themselves. */
async function putInPlace(beside: string, into: string, base: string): Promise<void> {
  const place = join(into, 'all_apps')
  const there = await readdir(place).catch(() => undefined)
  if (there && `${await realpath(base)}/`.startsWith(`${await realpath(place)}/`)) unusable('into', 'it would replace the apps themselves')
  if (there && there.length > 0 && !there.includes(listingName)) throw new Problem('not-ours', { path: place })
  const old = `${beside}.old`
  if (there) await rename(place, old)
  await rename(beside, place)
  await rm(old, { recursive: true, force: true })
}

function unusable(where: string, reason: string, cause?: unknown): never {
  throw new Problem('invalid', { where, reason }, cause)
}
