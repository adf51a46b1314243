import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppMeta } from '../../model/app.ts'
import { AppName } from '../../model/names.ts'
import type { Offer } from '../../model/origin.ts'
import { Problem } from '../../model/problem.ts'

/** A store: a folder with `all_apps/store_metadata.json` and a folder for each app beside it. */
export interface Catalogue {
  readonly name: string
  readonly folder: string
}

const Listing = z.object({ apps: z.array(z.unknown()) })
/** What the listing must say of an app for it to be shown at all. */
const Listed = z.object({
  name: AppName,
  pretty_name: z.string().optional(),
  app_version: z.string().min(1),
  store_info: z.object({ description_short: z.string().optional(), category: z.string().optional(), is_featured: z.boolean().optional() }).nullish(),
})

export function appFolder(catalogue: Catalogue, app: string): string {
  return join(catalogue.folder, 'all_apps', app)
}

export function listingFile(catalogue: Catalogue): string {
  return join(catalogue.folder, 'all_apps', 'store_metadata.json')
}

/** Every app of a catalogue; a bad one is shown as bad and hides no other. A catalogue that cannot be read offers nothing. */
export async function offersOf(catalogue: Catalogue): Promise<readonly Offer[]> {
  const { apps } = Listing.parse(JSON.parse(await readFile(listingFile(catalogue), 'utf8')))
  const offers = await Promise.all(apps.map(async (entry) => await offerOf(catalogue, entry)))
  return offers.flatMap((offer) => offer ?? [])
}

/** Nothing for an entry without a usable name: there is nothing to call it by. */
async function offerOf(catalogue: Catalogue, entry: unknown): Promise<Offer | undefined> {
  const name = z.object({ name: AppName }).safeParse(entry)
  if (!name.success) return undefined
  const app = name.data.name
  const listed = Listed.safeParse(entry)
  const bad = listed.success ? await faultOf(catalogue, app) : reasonOf(listed.error)
  const { pretty_name: title = app, app_version: version = '?', store_info: info } = listed.data ?? {}
  const shown = { title, version, summary: info?.description_short ?? '', featured: info?.is_featured ?? false, ...(info?.category ? { category: info.category } : {}) }
  return { origin: { door: 'store', store: catalogue.name, app }, ...shown, ...(bad ? { bad } : {}) }
}

async function faultOf(catalogue: Catalogue, app: AppName): Promise<string | undefined> {
  try {
    await readMeta(app, appFolder(catalogue, app))
    return undefined
  } catch (error) {
    return error instanceof Problem ? `${String(error.values['where'])}: ${String(error.values['reason'])}` : 'its files cannot be read'
  }
}

/** The meta of an app's folder. Throws `bad-entry` with the path of the wrong field. */
export async function readMeta(app: string, folder: string): Promise<AppMeta> {
  const text = await readFile(join(folder, 'app_meta.json'), 'utf8').catch((error: unknown) => bad(app, 'app_meta.json', 'it is missing', error))
  const parsed = AppMeta.safeParse(fromJson(app, text))
  if (!parsed.success) return bad(app, `app_meta.json: ${parsed.error.issues[0]?.path.join('.') ?? ''}`, reasonOf(parsed.error), parsed.error)
  if (parsed.data.name !== app) return bad(app, 'app_meta.json: name', `it says ${parsed.data.name} in the folder ${app}`, undefined)
  return parsed.data
}

function fromJson(app: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return bad(app, 'app_meta.json', 'it is no JSON', error)
  }
}

function bad(app: string, where: string, reason: string, cause: unknown): never {
  throw new Problem('bad-entry', { app, where, reason }, cause)
}

function reasonOf(error: z.ZodError): string {
  return error.issues[0]?.message ?? 'not as expected'
}
