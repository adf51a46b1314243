import type { AppMeta } from '../../model/app.ts'
import type { AppName } from '../../model/names.ts'
import { pictureType } from '../../model/picture.ts'
import type { Size } from '../../model/size.ts'

/** An image an app runs on. */
export interface Needed {
  readonly image: string
  /** It can be built here from the app's own files alone, so it need not be on the machine. */
  readonly alone: boolean
}

/** An app of a catalogue, as far as this machine knows it without asking anybody. */
export interface Entry {
  readonly app: AppName
  readonly title: string
  readonly version: string
  readonly summary: string
  readonly category: string | null
  readonly featured: boolean
  readonly size: Size
  /** All that is written about it. */
  readonly words: string
  /** The file name of its picture. */
  readonly icon: string | null
  /** The path of a wrong field and why. */
  readonly bad: string | null
  /** Null while nobody has looked. */
  readonly images: readonly Needed[] | null
  /** Its files are on this machine. */
  readonly here: boolean
  /** Of its zip, where the catalogue tells it: hexadecimal. */
  readonly sha256: string | null
}

/** What is said of an app in a listing and in its own meta alike. */
export type Described = Pick<AppMeta, 'name' | 'app_version' | 'pretty_name' | 'icon' | 'minimum_portal_size' | 'store_info'>

export function describe(meta: Described): Omit<Entry, 'bad' | 'images' | 'here' | 'sha256'> {
  const { description_short: summary = '', category = null, is_featured: featured = false, description_long: long = [] } = meta.store_info
  const icon = pictureType(meta.icon) && !/[/\\]/.test(meta.icon) ? meta.icon : null
  const words = [meta.name, meta.pretty_name, category, summary, long].flat().filter(Boolean).join('\n')
  return { app: meta.name, title: meta.pretty_name, version: meta.app_version, summary, category, featured, size: meta.minimum_portal_size, words, icon }
}

/** An entry of which nothing can be used but what it may be called. */
export function badEntry(app: AppName, title: string, bad: string): Entry {
  const nothing = { version: '?', summary: '', category: null, featured: false, size: 'xs', icon: null, images: null, here: false, sha256: null } as const
  return { ...nothing, app, title, words: `${app}\n${title}`, bad }
}
