import { z } from 'zod'
import { titleOf } from '../../bundle/formats/parse.ts'
import { AppMeta } from '../../model/app.ts'
import { AppName } from '../../model/names.ts'
import { Size } from '../../model/size.ts'
import { badEntry, describe } from './entry.ts'
import type { Entry } from './entry.ts'
import { Unreadable } from './unreadable.ts'

/** The file in which a built catalogue lists its apps, beside their folders. */
export const listingName = 'store_metadata.json'
/** A larger file is no listing, bytes. */
export const listingLimit = 20 * 1024 * 1024
/** Larger catalogues are not browsed but searched elsewhere. */
const most = 20_000

const Listing = z.object({ apps: z.array(z.unknown()).max(most) })
/** What a listing says of an app: FreeShard's fields, and the last two of ours. */
const Listed = z.object({
  name: AppName,
  app_version: z.string().min(1),
  pretty_name: z.string().min(1).nullish(),
  icon: z.string().nullish(),
  minimum_portal_size: Size.nullish(),
  store_info: AppMeta.shape.store_info.nullish(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullish(),
  images: z.array(z.string()).max(100).nullish(),
})

/** The apps of a listing, each by a name of its own; a bad one is bad and hides no other. Throws `Unreadable` when it is no listing at all. */
export function readListing(text: string): readonly Entry[] {
  const parsed = Listing.safeParse(fromJson(text))
  if (!parsed.success) throw new Unreadable(`its ${listingName} is not as expected: ${firstIssue(parsed.error)}`)
  const entries = new Map<string, Entry>()
  for (const [at, raw] of parsed.data.apps.entries()) {
    const entry = entryOf(raw, at, entries)
    entries.set(entry.app, entry)
  }
  return [...entries.values()]
}

function entryOf(raw: unknown, at: number, taken: ReadonlyMap<string, Entry>): Entry {
  const listed = Listed.safeParse(raw)
  const written = z.object({ name: z.string() }).safeParse(raw)
  const name = written.success ? written.data.name : `entry ${at + 1}`
  if (!listed.success) return badEntry(freeName(name, taken), name, `apps.${at}.${firstIssue(listed.error)}`)
  if (taken.has(name)) return badEntry(freeName(name, taken), name, `apps.${at}.name: another app has this name`)
  const { pretty_name: title, icon, minimum_portal_size: size, store_info: info, sha256, images } = listed.data
  const described = describe({ ...listed.data, pretty_name: title ?? titleOf(name), icon: icon ?? '', minimum_portal_size: size ?? 'xs', store_info: info ?? {} })
  return { ...described, bad: null, here: false, sha256: sha256 ?? null, images: images ? images.map((image) => ({ image, alone: false })) : null }
}

/** A name that something without a usable one can be shown under. */
export function freeName(written: string, taken: Pick<ReadonlyMap<string, unknown>, 'has'>): AppName {
  const plain = written
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 34)
    .replace(/^-|-$/g, '')
  const base = plain === '' ? 'app' : plain
  let name = base
  for (let count = 2; taken.has(name); count += 1) name = `${base}-${count}`
  return AppName.parse(name)
}

/** The path of the first field that is wrong, and why. */
function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  return issue?.path.length ? `${issue.path.join('.')}: ${issue.message}` : (issue?.message ?? 'not as expected')
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Unreadable(`its ${listingName} is no JSON`, error)
  }
}
