import { AuditLine, Health, TokenView } from '../model/api.ts'
import { InstanceView, ShelfItem } from '../model/instance.ts'
import { JobView } from '../model/job.ts'
import { MachineView } from '../model/machine.ts'
import { OfferPage, OfferView } from '../model/origin.ts'
import { StoreView } from '../model/store.ts'
import { UpdateView } from '../model/update.ts'

/** Rows as the engine has them; parsed, so that they cannot drift from the contracts. */

const long = '2026-02-03T04:05:06.000Z'
/** So long ago that a slow test does not make it longer: it is told as "3 h". */
export const recently = new Date(Date.now() - 3.5 * 3_600_000).toISOString()

export function instanceOf(name: string, changes: Partial<Record<keyof InstanceView, unknown>> = {}): InstanceView {
  const made = { name, title: `The ${name}`, engine: 'quay1234', origin: { door: 'store', store: 'starter', app: name }, version: '1.0.0', offered: null }
  const life = { mode: 'on-request', policy: { access: 'private', paths: {} }, lifecycle: { idle_for_pause: 60, idle_for_stop: 900 }, size: 'xs', grants: [], updates: {}, refused: null, kept: null }
  const now = { state: 'running', since: recently, cause: null, crashes: 0, oom: 0, nextTry: null, job: null }
  return InstanceView.parse({
    ...made,
    ...life,
    ...now,
    url: `http://${name}.localhost/`,
    ports: [{ port: 8101, protocol: 'http' }],
    expected: null,
    icon: false,
    domains: [],
    created: long,
    ...changes,
  })
}

export function jobOf(changes: Partial<Record<keyof JobView, unknown>> = {}): JobView {
  const made = { id: 'job1', kind: 'install', title: 'Install notes', instance: 'notes', state: 'running', step: 'files', progress: null, attempts: 1, cause: null }
  return JobView.parse({ ...made, created: long, updated: recently, ...changes })
}

export const cause = { code: 'crash-loop', message: 'web of ledger ended 3 times in a row.', fix: 'Look at its logs.', at: long }
export const apps = [
  instanceOf('notes', { state: 'paused' }),
  instanceOf('ledger', { state: 'failed', cause, policy: { access: 'public', paths: {} } }),
  instanceOf('broker', { url: null, ports: [{ port: 1883, protocol: 'tcp' }] }),
]
export const jobs = [jobOf(), jobOf({ id: 'job2', title: 'Install ledger', state: 'failed', step: null, attempts: 3, cause })]
export const shelf = [
  ShelfItem.parse({ id: 'notes-kept', name: 'notes', title: 'Notes', origin: { door: 'store', store: 'starter', app: 'notes' }, version: '1.0.0', size: 48_300_000, since: recently }),
]
const shown = { size: 'xs', fits: true, offline: true, icon: false, featured: false }
export const offers = [
  OfferView.parse({ ...shown, origin: { door: 'store', store: 'starter', app: 'notes' }, title: 'Notes', version: '1.0.0', summary: 'Everybody leaves a line.', featured: true }),
  OfferView.parse({ ...shown, origin: { door: 'store', store: 'starter', app: 'broken' }, title: 'Broken', version: '2.0.0', summary: '', bad: 'v: not known' }),
  OfferView.parse({ ...shown, origin: { door: 'store', store: 'starter', app: 'films' }, title: 'Films', version: '3', summary: 'A cinema.', size: 'xl', fits: false }),
]
const asked = { grant: 'docker-socket', what: "Docker's own socket", service: 'web', reach: 'machine' }
const details = {
  description: ['A guest book.'],
  hints: ['Say hello.'],
  homepage: null,
  repository: null,
  entries: [{ port: 80, protocol: 'http' }],
  policy: { access: 'public' },
  lifecycle: {},
  changes: null,
}
export const page = OfferPage.parse({ offer: offers[0], details: { ...details, services: [{ name: 'web', image: 'notes:1', here: true }], asks: [asked] } })
const kept = { id: 'job0', version: '0.9.0', at: recently, bytes: 1000 }
export const update = UpdateView.parse({
  installed: '1.0.0',
  offered: '2.0.0',
  policy: {},
  changes: [{ what: 'version', from: '1.0.0', to: '2.0.0' }],
  notes: 'It is faster.',
  asks: [asked],
  space: { needed: 5e6, free: 9e9 },
  refused: { version: '1.9.0', cause },
  kept,
})
export const stores = [
  StoreView.parse({
    name: 'starter',
    source: { kind: 'folder', folder: '/opt/starter' },
    fixed: true,
    branches: [],
    apps: 3,
    bad: 0,
    refreshed: recently,
    refreshing: false,
    cause: null,
  }),
  StoreView.parse({
    name: 'more',
    source: { kind: 'git', url: 'https://example.org/a.git', branch: 'main' },
    fixed: false,
    branches: ['main'],
    apps: 4,
    bad: 1,
    refreshed: null,
    refreshing: false,
    cause,
  }),
]
export const tokens = [TokenView.parse({ id: 't1', label: 'backup', scope: 'read', created: recently, expires: '2027-01-02T00:00:00.000Z', used: null })]
export const audit = [AuditLine.parse({ id: 7, at: long, who: 'Ada', action: 'install', object: 'notes', from: 'local', result: 'ok' })]
export const machine = MachineView.parse({ docker: 'up', pressure: 0, memory: { total: 8e9, available: 4e9 }, disk: { total: 9e10, free: 61.2e9, low: false } })
export const health = Health.parse({ ok: true, claimed: false, version: '0.1.0', engine: 'quay1234' })
export const urls = { console: 'http://berth.localhost', claim: 'http://berth.localhost/claim#code=ABCD', code: 'ABCD', port: 80, gateway: 4711 }

/** What a healthy engine answers. */
export const rows: Readonly<Record<string, unknown>> = {
  'GET /api/health': health,
  'GET /api/local/urls': urls,
  'GET /api/machine': machine,
  'GET /api/instances': apps,
  'GET /api/instances/notes': apps[0],
  'GET /api/instances/broker': apps[2],
  'GET /api/offers': offers,
  'GET /api/offers/store/starter/notes': page,
  'GET /api/stores': stores,
  'GET /api/instances/notes/update': update,
  'GET /api/shelf': shelf,
  'GET /api/jobs': jobs,
  'GET /api/jobs/job1': jobs[0],
  'GET /api/jobs/job2': jobs[1],
  'GET /api/tokens': tokens,
  'GET /api/audit': audit,
}
