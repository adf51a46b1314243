import { ChangeBody, ConfirmBody, InstallBody, TokenBody } from '../../../src/model/api.ts'
import { JobId } from '../../../src/model/names.ts'
import { Problem } from '../../../src/model/problem.ts'
import { entryRoutes } from './entryroutes.ts'
import { guardRoutes } from './guardroutes.ts'
import { imageRoutes } from './imageroutes.ts'
import { peopleRoutes } from './peopleroutes.ts'
import { previewRoutes } from './previewroutes.ts'
import { projectRoutes } from './projectroutes.ts'
import { instanceIn } from './route.ts'
import type { Answer, Asked, Route } from './route.ts'
import { pageOf, storeRoutes } from './storeroutes.ts'
import { updateRoutes } from './updateroutes.ts'
import { historyOf, instanceOf, jobOf, keptOf } from './sample.ts'

const ok = { body: { ok: true } }
const accepted = { status: 202, ...ok }

/** Takes it on and leaves it to the test how it goes on. */
function install({ rows, body }: Asked): Answer {
  const { app, shelf, name: own, grants = [] } = InstallBody.parse(body)
  const offer = rows.offers.find(({ origin }) => origin.app === app)
  if (!offer) throw new Problem('no-offer', { app })
  const missing = pageOf(rows, offer).details?.asks.filter(({ grant }) => !grants.includes(grant)) ?? []
  if (missing.length > 0) throw new Problem('refused', { app, what: missing.map(({ what }) => what).join(', ') })
  const id = JobId.parse(`job${rows.jobs.size + 100}`)
  const fresh = { title: offer.title, state: 'fetching', version: null, url: null, ports: [], job: id, icon: false, since: new Date().toISOString() }
  const name = own ?? (rows.instances.has(app) ? `${app}-2` : app)
  rows.putJob(jobOf(id, { title: `Install ${name}`, instance: name, step: 'files', progress: 0, created: new Date().toISOString(), updated: new Date().toISOString() }))
  rows.put(instanceOf(name, { ...fresh, grants, origin: offer.origin }))
  if (shelf) rows.putShelf(rows.shelf.filter((item) => item.id !== shelf))
  return { status: 202, body: { instance: name, job: id } }
}

/** Only the newest jobs are kept. */
function jobLog({ rows, parts: [id = ''], query }: Asked): Answer {
  const lines = rows.jobLog.get(id)
  if (!lines && !rows.jobs.has(id)) throw new Problem('not-found', { what: 'job', name: id })
  return { body: (lines ?? []).filter(({ seq }) => seq > Number(query.get('after'))) }
}

function remove({ rows, parts: [name] }: Asked): Answer {
  const view = instanceIn(rows, name)
  rows.drop(view)
  rows.putShelf([...rows.shelf, keptOf(view.name, { title: view.title, origin: view.origin, since: new Date().toISOString() })])
  return accepted
}

function change({ rows, parts: [name], body }: Asked): Answer {
  const changes = Object.entries(ChangeBody.parse(body)).filter(([, value]) => value !== undefined)
  return { body: rows.change(instanceIn(rows, name).name, Object.fromEntries(changes)) }
}

function purge({ rows, parts: [id], body }: Asked): Answer {
  const item = rows.shelf.find((kept) => kept.id === id)
  if (!item) throw new Problem('not-found', { what: 'kept data', name: id ?? '' })
  if (ConfirmBody.parse(body).confirm !== item.name) throw new Problem('confirm-name', { name: item.name })
  rows.putShelf(rows.shelf.filter((kept) => kept.id !== id))
  return ok
}

function createToken({ rows, body }: Asked): Answer {
  const { label, scope } = TokenBody.parse(body)
  const made = { id: `t${rows.tokens.length + 10}`, label, scope, created: new Date().toISOString(), expires: null, used: null }
  rows.tokens = [...rows.tokens, made]
  return { status: 201, body: { ...made, secret: 'berth_4f9a2c7d1e8b4f9a2c7d1e8b' } }
}

export const routes: readonly Route[] = [
  { method: 'GET', path: /^\/api\/health$/, open: true, answer: ({ rows }) => ({ body: { ok: true, claimed: rows.claimed, version: '0.1.0', engine: 'quay1234' } }) },
  { method: 'GET', path: /^\/api\/sessions$/, answer: ({ rows }) => ({ body: rows.sessions }) },
  { method: 'DELETE', path: /^\/api\/sessions\/([^/]+)$/, answer: ({ rows, parts: [id = ''] }) => (rows.endSession(id), ok) },
  { method: 'GET', path: /^\/api\/tokens$/, answer: ({ rows }) => ({ body: rows.tokens }) },
  { method: 'POST', path: /^\/api\/tokens$/, answer: createToken },
  { method: 'DELETE', path: /^\/api\/tokens\/([^/]+)$/, answer: ({ rows, parts: [id] }) => ((rows.tokens = rows.tokens.filter((token) => token.id !== id)), ok) },
  { method: 'POST', path: /^\/api\/instances$/, answer: install },
  { method: 'PATCH', path: /^\/api\/instances\/([^/]+)$/, answer: change },
  { method: 'DELETE', path: /^\/api\/instances\/([^/]+)$/, answer: remove },
  { method: 'POST', path: /^\/api\/instances\/([^/]+)\/(?:start|stop|retry)$/, answer: ({ rows, parts: [name] }) => (instanceIn(rows, name), accepted) },
  { method: 'GET', path: /^\/api\/instances\/([^/]+)\/history$/, answer: ({ rows, parts: [name] }) => ({ body: historyOf(instanceIn(rows, name)) }) },
  { method: 'DELETE', path: /^\/api\/shelf\/([^/]+)$/, answer: purge },
  { method: 'GET', path: /^\/api\/jobs\/([^/]+)\/log$/, answer: jobLog },
  { method: 'GET', path: /^\/api\/jobs\/([^/]+)\/steps$/, answer: ({ rows, parts: [id = ''] }) => ({ body: rows.jobSteps.get(id) ?? [] }) },
  { method: 'POST', path: /^\/api\/jobs\/([^/]+)\/(?:cancel|retry)$/, answer: () => accepted },
  ...entryRoutes,
  ...peopleRoutes,
  ...guardRoutes,
  ...projectRoutes,
  ...previewRoutes,
  ...imageRoutes,
  ...storeRoutes,
  ...updateRoutes,
]
