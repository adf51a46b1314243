import type { Dice } from './dice.ts'

/** An app as a store's listing tells of it. */
export interface GeneratedApp {
  readonly name: string
  readonly title: string
  readonly category: string
  readonly summary: string
  readonly description: readonly string[]
  readonly featured: boolean
  readonly size: string
}

type Words = readonly [string, ...string[]]
const split = (text: string): Words => text.split(' ') as [string, ...string[]]

const beginnings = split(
  'Ander Bel Calib Dozz Ether File Graf Home Imm Jelly Kitchen Lib Matter Next Open Paper Quill Read Stir Time Uni Vault Wiki Xibo Yam Zot Air Book Cloud Doku Fire Ghost Health Ink Jot Key Light Mail Note Over',
)
const middles = split('a e i o u an en in on un ar er or al el il la ra na ro ne mi ti')
const ends = split(
  'board box cast cloud desk doc drop fin flow form garden hub keeper less lens mark mix note pad prism prise rest shelf sonic stack station tag track vault warden ware watch works wright',
)
const categories = split('Photos Files Media Documents Education Development Finance Health Home Mail Monitoring Music News Notes Security Games')
const things = split(
  'photos videos documents recipes notes passwords calendars contacts bookmarks invoices podcasts books comics feeds tickets tasks forms maps sensors backups wikis blogs polls timesheets expenses playlists archives scans snippets dashboards boards diagrams whiteboards chats mailboxes newsletters subscriptions receipts genealogies workouts',
)
const verbs = split('organize share search archive stream sync edit publish collect track plan annotate tag review encrypt import export convert monitor schedule')
const who = split('families schools clubs teams students teachers librarians photographers musicians developers gardeners freelancers doctors researchers makers villages')
const traits = split('fast simple modern lightweight powerful beautiful private offline-first collaborative multilingual accessible minimal extensible reliable')
const fillers: Words = [
  'It runs on a small machine and needs no account anywhere else.',
  'Import what you have from other services with a few clicks.',
  'Mobile clients for Android and iOS keep working without a connection.',
  'Everything is stored as plain files that other programs can read.',
  'Full-text search finds what you are looking for within moments.',
  'Roles and permissions decide who may see and who may change what.',
  'A REST API and webhooks connect it with the rest of your tools.',
  'Thumbnails, previews and metadata are made in the background.',
]

/** So many apps as catalogues have them: an invented name, a sentence, a few more in the long text. */
export function generateApps(count: number, dice: Dice): readonly GeneratedApp[] {
  const apps = new Map<string, GeneratedApp>()
  while (apps.size < count) {
    const app = generate(dice)
    apps.set(app.name, app)
  }
  return [...apps.values()]
}

function generate(dice: Dice): GeneratedApp {
  const title = `${dice.of(beginnings)}${dice.below(3) > 0 ? dice.of(middles) : ''}${dice.of(ends)}${dice.below(12) === 0 ? ' Lite' : ''}`
  const sentence = (): string => `A ${dice.of(traits)} way to ${dice.of(verbs)} and ${dice.of(verbs)} ${dice.of(things)} and ${dice.of(things)} for ${dice.of(who)}.`
  return {
    name: title.toLowerCase().replaceAll(' ', '-'),
    title,
    category: dice.of(categories),
    summary: `${capital(dice.of(verbs))} ${dice.of(things)} and ${dice.of(things)} with ${dice.of(who)}`,
    description: Array.from({ length: 3 + dice.below(4) }, () => `${sentence()} ${dice.of(fillers)}`),
    featured: dice.below(50) === 0,
    size: dice.of(split('xs xs xs s s m l xl')),
  }
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
