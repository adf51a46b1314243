import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CertificateView } from '../../model/https.ts'
import { PersonId } from '../../model/person.ts'
import { keyOf, ownerOf, ownersFor } from '../projects/owners.ts'
import { certificateOf } from './certified.ts'
import { backFrom } from './envwish.ts'
import { variablesOf } from './gives.ts'

const now = Date.parse('2026-01-01T00:00:00.000Z')
const certificate = CertificateView.parse({
  names: ['shop.example.org', '*.harbour.example'],
  issuer: 'An authority',
  expires: '2026-03-01T00:00:00.000Z',
  renews: '2026-02-01T00:00:00.000Z',
  cause: null,
})

describe('a change of variables', () => {
  it('is taken back by what was there before', () => {
    const before = new Map([
      ['A', '1'],
      ['B', ''],
    ])
    assert.deepEqual(backFrom({ set: { A: '2', NEW: 'x' }, unset: ['B', 'NONE'] }, before), { set: { A: '1', B: '' }, unset: ['NEW', 'NONE'] })
  })
})

describe('databases', () => {
  it('give variables by their names, by the first of their kind, and by the first that speaks SQL', () => {
    const services = [
      { name: 'cache', kind: 'redis' },
      { name: 'shop-db', kind: 'mariadb' },
      { name: 'postgres', kind: 'postgres' },
      { name: 'other', kind: 'postgres' },
    ] as const
    assert.deepEqual(Object.fromEntries(variablesOf(services)), {
      cache: ['REDIS_URL', 'CACHE_URL'],
      'shop-db': ['DATABASE_URL', 'MYSQL_URL', 'MARIADB_URL', 'SHOP_DB_URL'],
      postgres: ['POSTGRES_URL'],
      other: ['OTHER_URL'],
    })
  })
})

describe('the certificate of a name', () => {
  const cases = [
    ['shop.example.org', 'acme', 'good'],
    ['www.harbour.example', 'acme', 'good'],
    ['deep.www.harbour.example', 'acme', 'unknown'],
    ['other.example.org', 'acme', 'unknown'],
    ['shop.example.org', 'lan', 'lan'],
    ['shop.example.org', 'off', 'off'],
  ] as const
  for (const [domain, mode, standing] of cases) {
    it(`${domain} with HTTPS ${mode}: ${standing}`, () => assert.equal(certificateOf(domain, { mode, certificates: [certificate] }, now).standing, standing))
  }
})

describe('owners of a project', () => {
  it('can be oneself, groups, and of the others whoever is more than a guest', () => {
    const me = { id: 'ada1', name: 'Ada', groups: ['family'] }
    const people = [
      { id: PersonId.parse('ada1'), name: 'Ada', role: 'owner' },
      { id: PersonId.parse('ben1'), name: 'Ben', role: 'member' },
      { id: PersonId.parse('emil1'), name: 'Emil', role: 'guest' },
    ] as const
    const options = ownersFor(me, people, [], { me: (name) => `${name} (me)`, group: (name) => `group ${name}` })
    assert.deepEqual(
      options.map(({ name }) => name),
      ['Ada (me)', 'group family', 'Ben'],
    )
    for (const { key } of options) assert.equal(keyOf(ownerOf(key)), key)
  })

  it('are known again where a group has spaces in its name', () => {
    assert.deepEqual(ownerOf('group class 7b'), { kind: 'group', name: 'class 7b' })
  })
})
