import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Facts, PortFact } from './facts.ts'
import { judge } from './judge.ts'

const GiB = 1024 ** 3
const good: Facts = {
  distribution: { id: 'debian', version: '12', name: 'Debian GNU/Linux 12' },
  arch: 'arm64',
  memory: { total: 8 * GiB, available: 6 * GiB, swap: 0 },
  disk: { path: '/var/lib/berth', total: 100 * GiB, free: 50 * GiB },
  docker: { version: '26.1.5', api: '1.45', minApi: '1.24' },
  compose: '2.26.1',
  cgroup: 2,
  pressure: true,
  ports: [80, 443, 8080].map((port) => ({ port, state: 'free' })),
  now: new Date('2026-11-21T07:00:00Z'),
  localhost: ['127.0.0.1'],
  systemd: true,
  node: 'v24.9.0',
}

function ports(...states: readonly PortFact['state'][]): readonly PortFact[] {
  return [80, 443, 8080].map((port, index) => ({ port, state: states[index] ?? 'free' }))
}

describe('what the doctor thinks', () => {
  it('of a good machine: nothing to mend', () => {
    assert.deepEqual(
      judge(good).filter(({ level, fix }) => level !== 'ok' || fix !== ''),
      [],
    )
  })

  const cases: readonly { readonly name: string; readonly facts: Partial<Facts>; readonly rows: Readonly<Record<string, string>> }[] = [
    { name: 'another distribution', facts: { distribution: { id: 'fedora', version: '42', name: 'Fedora' } }, rows: { distribution: 'warn' } },
    { name: 'a 32 bit processor', facts: { arch: 'arm' }, rows: { processor: 'bad' } },
    { name: 'little memory without swap', facts: { memory: { total: 0.5 * GiB, available: 0, swap: 0 } }, rows: { memory: 'warn', swap: 'warn' } },
    { name: 'little memory with swap', facts: { memory: { total: 2 * GiB, available: 1, swap: GiB } }, rows: {} },
    { name: 'a disk that fills', facts: { disk: { path: '/d', total: 9 * GiB, free: 3 * GiB } }, rows: { disk: 'warn' } },
    { name: 'a full disk', facts: { disk: { path: '/d', total: 9 * GiB, free: 1 } }, rows: { disk: 'bad' } },
    { name: 'no data directory', facts: { disk: undefined }, rows: { disk: 'bad' } },
    { name: 'Docker down', facts: { docker: undefined }, rows: { Docker: 'bad' } },
    { name: 'an old Docker', facts: { docker: { version: '20.10.24', api: '1.41', minApi: '1.12' } }, rows: { Docker: 'bad' } },
    { name: 'no Compose', facts: { compose: undefined }, rows: { Compose: 'bad' } },
    { name: 'Compose 1', facts: { compose: '1.29.2' }, rows: { Compose: 'bad' } },
    { name: 'old cgroups and no PSI', facts: { cgroup: 1, pressure: false }, rows: { cgroups: 'warn', 'memory pressure': 'warn' } },
    { name: 'Berth itself on 80', facts: { ports: ports('ours') }, rows: {} },
    { name: 'another program on 80', facts: { ports: ports('taken') }, rows: { 'port 80': 'warn' } },
    { name: 'both ports taken', facts: { ports: ports('taken', 'free', 'taken') }, rows: { 'port 80': 'bad', 'port 8080': 'bad' } },
    { name: 'a user without low ports', facts: { ports: ports('denied', 'denied') }, rows: { 'port 80': 'warn', 'port 443': 'warn' } },
    { name: 'a clock at its beginning', facts: { now: new Date(0) }, rows: { clock: 'warn' } },
    { name: 'names that go elsewhere', facts: { localhost: ['203.0.113.9'] }, rows: { 'names below localhost': 'warn' } },
    { name: 'no systemd', facts: { systemd: false }, rows: { systemd: 'warn' } },
    { name: 'an old Node', facts: { node: 'v20.19.0' }, rows: { Node: 'bad' } },
  ]
  for (const { name, facts, rows } of cases) {
    it(`of ${name}: ${JSON.stringify(rows)}`, () => {
      const found = judge({ ...good, ...facts }).filter(({ level }) => level !== 'ok')
      assert.deepEqual(Object.fromEntries(found.map((row) => [row.name, row.level])), rows)
      assert.ok(
        found.every(({ fix }) => fix !== ''),
        'each trouble has its next step',
      )
    })
  }
})
