import { OfferDetails, OfferView } from '../../../src/model/origin.ts'
import { StoreView } from '../../../src/model/store.ts'
import { ago } from './sample.ts'

/** What the stand-in's stores offer. */

export function offerOf(app: string, title: string, summary: string, changes: Partial<Record<keyof OfferView, unknown>> = {}): OfferView {
  const kind = { version: '1.0.0', featured: false, size: 'xs', offline: true, icon: true, fits: true }
  return OfferView.parse({ origin: { door: 'store', store: 'starter', app }, title, summary, ...kind, ...changes })
}

export const offers: readonly OfferView[] = [
  offerOf('welcome', 'Welcome', 'See an app sleep and wake.', { category: 'First steps', featured: true }),
  offerOf('notes', 'Guestbook', 'A page where everybody leaves a line.', { category: 'Together', featured: true }),
  offerOf('files', 'Files', 'Files to look at and take along.', { category: 'Files', featured: true }),
  offerOf('broken', 'Broken', 'An entry with a fault.', { bad: 'app_meta.json: v: this version is not known' }),
]

const categories = ['Files', 'Media', 'Notes', 'Office', 'Photos', 'Smart home', 'Together']

/** A large store: `count` offers in seven categories, every tenth featured, every seventh too large, every third offline, every fiftieth bad. */
export function largeStore(count: number): readonly OfferView[] {
  return Array.from({ length: count }, (_, index) =>
    offerOf(`app-${index}`, `App ${index}`, `What app number ${index} is good for, in a sentence of usual length.`, {
      origin: { door: 'store', store: index % 4 === 0 ? 'school' : 'starter', app: `app-${index}` },
      category: index % 20 === 19 ? undefined : categories[index % categories.length],
      featured: index % 10 === 0,
      size: index % 7 === 3 ? 'xl' : 's',
      fits: index % 7 !== 3,
      offline: index % 3 === 0,
      icon: index % 5 !== 1,
      ...(index % 50 === 49 && { bad: 'docker-compose.yml.template: services.web: image is missing' }),
    }),
  )
}

/** What an app's page says where a test says nothing else. */
export function detailsOf(app: string, changes: Partial<OfferDetails> = {}): OfferDetails {
  const texts = { description: ['Everybody who comes by leaves a line.', 'Lines are kept in one small file.'], hints: ['The first line is yours.'], changes: 'Lines can be marked now.' }
  const links = { homepage: 'https://notes.example/', repository: 'javascript:alert(1)' }
  const services = [
    { name: 'web', image: `${app}:1.0.0`, here: true },
    { name: 'db', image: 'mariadb:11', here: false },
  ]
  const life = { policy: { access: 'private', paths: { '/share': 'public' } }, lifecycle: { idle_for_pause: 60, idle_for_stop: 900 } }
  return OfferDetails.parse({ ...texts, ...links, services, entries: [{ port: 80, protocol: 'http' }], ...life, asks: [], ...changes })
}

/** A bold app: of what it asks for, one thing could do anything. */
export const boldAsks = OfferDetails.shape.asks.parse([
  { grant: 'folder:/srv/music:ro', what: 'the folder /srv/music of the machine, to read', service: 'web', reach: 'part' },
  { grant: 'docker-socket', what: "Docker's own socket", service: 'web', reach: 'machine' },
  { grant: 'docker-socket', what: "Docker's own socket", service: 'worker', reach: 'machine' },
])

export const stores: readonly StoreView[] = [
  StoreView.parse({ name: 'starter', source: { kind: 'folder', folder: '/opt/berth/starter' }, fixed: true, branches: [], apps: 3, bad: 1, refreshed: ago(12), refreshing: false, cause: null }),
]

export const schoolStore = StoreView.parse({
  name: 'school',
  source: { kind: 'http', url: 'https://apps.school.example/{branch}', branch: 'main' },
  fixed: false,
  branches: ['main', 'next'],
  apps: 41,
  bad: 2,
  refreshed: ago(60 * 26),
  refreshing: false,
  cause: { code: 'internal', message: 'The store could not be read: apps.school.example does not answer.', fix: 'Check the network; what was read before is still offered.', at: ago(9) },
})

export const sparePart = StoreView.parse({
  name: 'parts',
  source: { kind: 'git', url: 'https://git.example/very/long/address/of/a/repository/with/apps.git', branch: null },
  fixed: false,
  branches: [],
  apps: 0,
  bad: 0,
  refreshed: null,
  refreshing: true,
  cause: null,
})
