import { AuditLine, SessionView, TokenView } from '../../../src/model/api.ts'
import { InstanceView, ShelfItem } from '../../../src/model/instance.ts'
import type { HistoryLine } from '../../../src/model/instance.ts'
import { JobView } from '../../../src/model/job.ts'
import type { State } from '../../../src/model/lifecycle.ts'
import { MachineView } from '../../../src/model/machine.ts'

/** Rows as the engine would have them; parsed, so that they cannot drift from the contracts. */

/** `minutes` before now. */
export function ago(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString()
}

export function instanceOf(name: string, changes: Partial<Record<keyof InstanceView, unknown>> = {}): InstanceView {
  const made = { name, title: name.replace(/^./, (first) => first.toUpperCase()), engine: 'quay1234', origin: { door: 'store', store: 'starter', app: name }, version: '1.0.0', offered: null }
  const life = { mode: 'on-request', policy: { access: 'private', paths: {} }, lifecycle: { always_on: false, skip_pause: false, idle_for_pause: 60, idle_for_stop: 900 } }
  const versions = { size: 'xs', grants: [], updates: {}, refused: null, kept: null }
  const now = { state: 'running', since: ago(5), cause: null, crashes: 0, oom: 0, nextTry: null, job: null }
  const ways = { url: `http://${name}.localhost/`, domains: [], ports: [{ port: 8101, protocol: 'http' }], expected: 1200, icon: true, created: ago(60 * 24 * 3) }
  return InstanceView.parse({ ...made, ...life, ...versions, ...now, ...ways, ...changes })
}

export function jobOf(id: string, changes: Partial<Record<keyof JobView, unknown>> = {}): JobView {
  const made = { id, kind: 'install', title: 'Install notes', instance: 'notes', state: 'running', step: 'image busybox', progress: 0.4, attempts: 1, cause: null, created: ago(2), updated: ago(1) }
  return JobView.parse({ ...made, ...changes })
}

export function keptOf(name: string, changes: Partial<Record<keyof ShelfItem, unknown>> = {}): ShelfItem {
  const made = {
    id: `${name}-kept1`,
    name,
    title: name.replace(/^./, (first) => first.toUpperCase()),
    origin: { door: 'store', store: 'starter', app: name },
    version: '1.0.0',
    size: 48_300_000,
    since: ago(60 * 30),
  }
  return ShelfItem.parse({ ...made, ...changes })
}

export const machine = MachineView.parse({ docker: 'up', pressure: 0.4, memory: { total: 8.2e9, available: 3.1e9 }, disk: { total: 128e9, free: 61e9, low: false } })

export const crashed = {
  code: 'crash-loop',
  message: 'web of ledger ended 3 times in a row, last with exit code 137.',
  fix: 'Look at its logs; it is tried again with growing pauses, or retry now.',
  at: ago(4),
  log: ['listening on 8080', 'cannot open /data/ledger.db: disk I/O error', 'giving up'],
}

const undone = {
  code: 'update-undone',
  message: 'radio 2.0.0 did not get well and was put back with its data: web ended while starting, with exit code 7.',
  fix: 'It runs as before. Wait for another version, or try this one again.',
  at: ago(400),
  log: ['migrating…', 'no such table: stations'],
}

/** A machine in use: one of each state that people meet. */
export const harbour: readonly InstanceView[] = [
  instanceOf('welcome', { policy: { access: 'public', paths: {} } }),
  instanceOf('notes', {
    title: 'Guestbook',
    state: 'paused',
    since: ago(12),
    offered: '1.1.0',
    policy: { access: 'private', paths: { '/share': 'public' } },
    grants: ['folder:/srv/music:ro', 'docker-socket', 'device:/dev/dri'],
    kept: { id: 'job9', version: '0.9.0', at: ago(60 * 50), bytes: 12_400_000 },
  }),
  instanceOf('files', { state: 'stopped', since: ago(190) }),
  instanceOf('photos', { title: 'Photos of the whole big family and their friends', state: 'starting', since: ago(0), icon: false }),
  instanceOf('ledger', { state: 'failed', cause: crashed, crashes: 3, nextTry: Date.now() + 90_000, since: ago(4), icon: false }),
  instanceOf('radio', { state: 'stopped', mode: 'off', since: ago(60 * 26), icon: false, offered: '2.0.0', refused: { version: '2.0.0', cause: undone }, updates: { when: 'auto' } }),
  instanceOf('wiki', { state: 'fetching', version: null, url: null, ports: [], job: 'job1', since: ago(1), icon: false, expected: null }),
]

export const jobs: readonly JobView[] = [
  jobOf('job1', { title: 'Install wiki', instance: 'wiki', step: 'image wiki:2' }),
  jobOf('job2', { title: 'Install ledger', instance: 'ledger', state: 'done', step: null, progress: null, created: ago(300), updated: ago(298) }),
  jobOf('job3', {
    title: 'Install notes',
    state: 'failed',
    step: 'files',
    progress: null,
    attempts: 3,
    created: ago(900),
    updated: ago(890),
    cause: { ...crashed, code: 'no-room', message: 'There is not enough room on the disk: 900 MB are needed, 210 MB are free.', fix: 'Make room and try again; nothing was changed.' },
  }),
  jobOf('job4', { title: 'Install files', instance: 'files', state: 'cancelled', step: null, progress: null, created: ago(2000), updated: ago(1999) }),
]

export const sessions = [
  SessionView.parse({ id: 's1', device: 'Firefox on Linux', created: ago(9000), seen: ago(0), current: true }),
  SessionView.parse({ id: 's2', device: 'Safari on iPhone', created: ago(4000), seen: ago(300), current: false }),
]

export const tokens = [TokenView.parse({ id: 't1', label: 'Backup script', scope: 'run', created: ago(9000), expires: null, used: ago(500) })]

export const audit = [
  AuditLine.parse({ id: 2, at: ago(3), who: 'Ada', action: 'install', object: 'wiki', from: '192.168.1.20', result: 'ok' }),
  AuditLine.parse({ id: 1, at: ago(70), who: 'Ada', action: 'sign in', object: 'Firefox on Linux', from: '192.168.1.20', result: 'ok' }),
]

/** A day with some sleep in it, oldest first. */
export function historyOf({ state, since, cause }: InstanceView): HistoryLine[] {
  const day: readonly (readonly [number, State])[] = [
    [1300, 'stopped'],
    [1200, 'starting'],
    [1199, 'running'],
    [1050, 'paused'],
    [1020, 'stopped'],
    [700, 'starting'],
    [699, 'running'],
    [600, 'paused'],
    [560, 'running'],
    [380, 'paused'],
    [330, 'stopped'],
  ]
  return [...day.map(([minutes, past]) => ({ at: ago(minutes), state: past, cause: null })), { at: since, state, cause }]
}

export const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" rx="12" fill="#2f7f8f"/><path d="M14 30h20M24 12v16M24 14l9 12h-9" stroke="#fff" stroke-width="3" fill="none" stroke-linejoin="round" stroke-linecap="round"/></svg>'
