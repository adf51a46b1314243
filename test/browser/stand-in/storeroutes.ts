import { OfferQuery } from '../../../src/model/origin.ts'
import type { OfferPage, OfferView } from '../../../src/model/origin.ts'
import { Problem } from '../../../src/model/problem.ts'
import { BranchBody, StoreBody, StoreView } from '../../../src/model/store.ts'
import { detailsOf } from './offers.ts'
import type { Answer, Asked, Route } from './route.ts'
import type { Rows } from './rows.ts'

const ok = { body: { ok: true } }

/** Every word must occur; the real engine also forgives typos and ranks. */
function find({ rows, query }: Asked): Answer {
  const { q, category, store, fits, offline, featured } = OfferQuery.parse(Object.fromEntries(query))
  const words = plain(q).split(/\s+/).filter(Boolean)
  const holds = (offer: OfferView): boolean =>
    words.every((word) => plain(`${offer.title} ${offer.summary} ${offer.category ?? ''}`).includes(word)) &&
    (category === undefined || offer.category === category) &&
    (store === undefined || offer.origin.store === store) &&
    (!fits || offer.fits) &&
    (!offline || offer.offline === true) &&
    (!featured || offer.featured)
  return { body: rows.offers.filter(holds) }
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

export function pageOf(rows: Rows, offer: OfferView): OfferPage {
  return { offer, details: offer.bad === undefined ? detailsOf(offer.origin.app, rows.pages.get(offer.origin.app)) : null }
}

function page({ rows, parts: [store, app = ''] }: Asked): Answer {
  const offer = rows.offers.find(({ origin }) => origin.app === app && origin.store === store)
  if (!offer) throw new Problem('no-offer', { app })
  return { body: pageOf(rows, offer) }
}

function add({ rows, body }: Asked): Answer {
  const { name, source } = StoreBody.parse(body)
  if (rows.stores.some((store) => store.name === name)) throw new Problem('conflict', { what: 'a store', name })
  const view = StoreView.parse({ name, source, fixed: false, branches: [], apps: 0, bad: 0, refreshed: null, refreshing: true, cause: null })
  rows.stores = [...rows.stores, view]
  return { status: 201, body: view }
}

function switchBranch({ rows, parts: [name], body }: Asked): Answer {
  const { branch } = BranchBody.parse(body)
  rows.stores = rows.stores.map((store) => (store.name === name ? StoreView.parse({ ...store, source: { ...store.source, branch } }) : store))
  return { body: rows.stores.find((store) => store.name === name) }
}

function remove({ rows, parts: [name] }: Asked): Answer {
  rows.stores = rows.stores.filter((store) => store.name !== name)
  return ok
}

function refresh({ rows, parts: [name] }: Asked): Answer {
  rows.stores = rows.stores.map((store) => (store.name === name ? { ...store, refreshing: true } : store))
  return { status: 202, ...ok }
}

export const storeRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/api\/offers$/, answer: async (asked) => (await asked.rows.beforeSearch(asked.query.get('q') ?? ''), find(asked)) },
  { method: 'GET', path: /^\/api\/offers\/store\/([^/]+)\/([^/]+)$/, answer: page },
  { method: 'GET', path: /^\/api\/stores$/, answer: ({ rows }) => ({ body: rows.stores }) },
  { method: 'POST', path: /^\/api\/stores$/, answer: add },
  { method: 'PATCH', path: /^\/api\/stores\/([^/]+)$/, answer: switchBranch },
  { method: 'DELETE', path: /^\/api\/stores\/([^/]+)$/, answer: remove },
  { method: 'POST', path: /^\/api\/stores\/([^/]+)\/refresh$/, answer: refresh },
]
