import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../src/kit/until.ts'
import type { OfferView } from '../src/model/origin.ts'
import { Berth } from '../test/whole/berth.ts'
import { addStore } from '../test/whole/storeapi.ts'
import { generateApps } from './catalogue/apps.ts'
import { Dice } from './catalogue/dice.ts'
import { installOverhead } from './catalogue/overhead.ts'
import { catalogueInteractive } from './catalogue/page.ts'
import { queriesFor } from './catalogue/queries.ts'
import { searchAnswers } from './catalogue/search.ts'
import { writeCatalogue } from './catalogue/store.ts'
import { atMost, conclude } from './measure/figures.ts'

/**
 * A store of 2,000 apps: how soon a search is answered, how soon its page in Chromium shows apps and takes a key;
 * and what an install takes beyond `docker compose` with the same rendered file.
 */
const count = 2000
const dice = new Dice(2000)
const apps = generateApps(count, dice)

const folder = await mkdtemp(join(tmpdir(), 'berth-catalogue-'))
await using cleaning = new AsyncDisposableStack()
cleaning.defer(async () => await rm(folder, { recursive: true, force: true }))
await writeCatalogue(folder, apps)

const berth = cleaning.use(await Berth.open({ built: true }))
const overhead = await installOverhead(berth)
console.log(JSON.stringify(overhead))
const cookie = await claimed()
await addStore(berth, 'large', { kind: 'folder', folder })
await offers(count)
const search = await searchAnswers(berth, cookie, queriesFor(apps, 200, dice))
console.log(JSON.stringify(search))
const page = await catalogueInteractive(`http://berth.localhost:${berth.port}`, cookie)
await cleaning.disposeAsync()

conclude(
  'catalogue',
  { apps: count, ...search, ...page, ...overhead },
  { search_p95_ms: atMost(search.search_p95_ms, 10), page_interactive_ms: atMost(page.page_interactive_ms, 1000), overhead_over_create_ms: atMost(overhead.overhead_over_create_ms, 300) },
)

/** Becomes the owner; the cookie of that session. */
async function claimed(): Promise<string> {
  const { code } = await berth.json<{ code: string }>('/api/local/urls')
  const headers = { origin: `http://berth.localhost:${berth.port}` }
  const answer = await berth.visit('berth', '/api/claim', { method: 'POST', headers, body: { code, name: 'Ada', password: 'three small boats' } })
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0]
  if (answer.status >= 400 || cookie === undefined) throw new Error(`not claimed: ${answer.text}`)
  return cookie
}

async function offers(wanted: number): Promise<void> {
  const all = async (): Promise<true | undefined> => ((await berth.json<OfferView[]>('/api/offers?store=large')).length === wanted ? true : undefined)
  if (!(await until(all, { deadline: 60_000 }))) throw new Error(`the store did not offer ${wanted} apps:\n${await berth.log()}`)
}
