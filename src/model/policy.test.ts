import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { DeviceId } from './device.ts'
import { GroupName, PersonId } from './person.ts'
import { decide, explain, explainReadings, foldedPolicy, mayOpen, prefixAt, withoutNames } from './policy.ts'
import type { Access, Decision, Policy } from './policy.ts'
import { foldedPath } from './path.ts'
import type { PersonVisitor, Visitor } from './visitor.ts'

const stranger: Visitor = { kind: 'anonymous' }
const person = (id: string, role: PersonVisitor['role'], groups: readonly string[] = []): PersonVisitor => {
  return { kind: 'person', session: 's', id: PersonId.parse(id), name: id, role, groups: groups.map((group) => GroupName.parse(group)) }
}
const owner = person('owner', 'owner')
const peer: Visitor = { kind: 'peer', id: 'abcdef', name: 'School' }
const open: Policy = { access: 'public', paths: {} }
const closed: Policy = { access: 'private', paths: {} }
const shared: Policy = { access: 'private', paths: { '/exchange': 'peer' } }
const mixed: Policy = { access: 'private', paths: { '/share': 'public', '/share/secret': 'private', '/public/': 'public' } }

describe('who may enter', () => {
  const table: readonly [string, Policy, Visitor, string, Decision][] = [
    ['anybody enters what is public', open, stranger, '/', 'allow'],
    ['a stranger must sign in for what is private', closed, stranger, '/', 'sign-in'],
    ['the owner enters what is private', closed, owner, '/any', 'allow'],
    ['a prefix opens itself', mixed, stranger, '/share', 'allow'],
    ['and what is below it', mixed, stranger, '/share/a/b', 'allow'],
    ['but not what only begins like it', mixed, stranger, '/shared', 'sign-in'],
    ['the longest prefix wins', mixed, stranger, '/share/secret/x', 'sign-in'],
    ['also on segment borders', mixed, stranger, '/share/secretive', 'allow'],
    ['a prefix with a slash covers what is below', mixed, stranger, '/public/x', 'allow'],
    ['and not itself without it', mixed, stranger, '/public', 'sign-in'],
    ['a known engine enters what is for peers', shared, peer, '/exchange/x', 'allow'],
    ['and what is public', open, peer, '/', 'allow'],
    ['but nothing that is private', shared, peer, '/', 'deny'],
    ['the owner enters what is for peers', shared, owner, '/exchange', 'allow'],
    ['a stranger must sign in for it', shared, stranger, '/exchange', 'sign-in'],
    ['the rest is as the app is', mixed, stranger, '/', 'sign-in'],
  ]
  for (const [says, policy, visitor, path, decision] of table) it(says, () => assert.equal(decide(policy, visitor, path), decision))
})

/** The same rule, said with segments. */
function covering(prefixes: readonly string[], path: string): string {
  const covers = (prefix: string): boolean => {
    const [wanted, found] = [prefix.split('/'), path.split('/')]
    if (prefix.endsWith('/')) wanted.pop()
    return wanted.every((segment, at) => segment === found[at]) && (!prefix.endsWith('/') || found.length > wanted.length)
  }
  return prefixes.filter(covers).toSorted((a, b) => b.length - a.length)[0] ?? ''
}

describe('the prefix that counts', () => {
  const segment = fc.constantFrom('', 'a', 'b', 'ab', 'a;b', '%61')
  const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => `/${segments.join('/')}`)

  it('is the longest that ends where a segment ends', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(path, fc.constant('')), { maxLength: 6 }), path, (prefixes, asked) => {
        assert.equal(prefixAt(Object.fromEntries(prefixes.map((prefix) => [prefix, true])), asked), covering(prefixes, asked))
      }),
      { numRuns: 2000 },
    )
  })

  it('"" covers every path', () => assert.equal(prefixAt({ '': 1, '/a': 1 }, '/ab'), ''))
})

const tablet: Visitor = { kind: 'device', session: 's', id: DeviceId.parse('tablet'), name: 'Tablet' }
const named: Access = { people: [PersonId.parse('cleo')], groups: [GroupName.parse('teachers')], devices: [DeviceId.parse('tablet')] }
const everybody: readonly (readonly [string, Visitor])[] = [
  ['stranger', stranger],
  ['peer', peer],
  ['tablet', tablet],
  ['other tablet', { ...tablet, id: DeviceId.parse('other') }],
  ['guest', person('ben', 'guest')],
  ['named guest', person('cleo', 'guest')],
  ['guest of the group', person('dana', 'guest', ['teachers', 'parents'])],
  ['member', person('eve', 'member')],
  ['admin', person('finn', 'admin')],
  ['owner', owner],
]

describe('who may use what, by what it is open to', () => {
  const table: readonly (readonly [Access, string])[] = [
    ['public', 'stranger peer tablet other tablet guest named guest guest of the group member admin owner'],
    ['devices', 'tablet other tablet member admin owner'],
    ['members', 'member admin owner'],
    [named, 'tablet named guest guest of the group admin owner'],
    ['private', 'admin owner'],
    ['peer', 'peer admin owner'],
  ]
  for (const [access, wanted] of table) {
    it(`${typeof access === 'string' ? access : 'named'}: ${wanted}`, () => {
      const allowed = everybody.flatMap(([name, visitor]) => (decide({ access, paths: {} }, visitor, '/') === 'allow' ? [name] : []))
      assert.equal(allowed.join(' '), wanted)
    })
  }

  it('whoever could be somebody is asked to sign in; whoever is somebody is told no', () => {
    const answers = everybody.map(([name, visitor]) => `${name}: ${decide({ access: 'private', paths: {} }, visitor, '/')}`)
    assert.deepEqual(answers.slice(0, 8), [
      'stranger: sign-in',
      'peer: deny',
      'tablet: sign-in',
      'other tablet: sign-in',
      'guest: deny',
      'named guest: deny',
      'guest of the group: deny',
      'member: deny',
    ])
  })

  it('in open mode strangers and guests are let in where devices are, and nowhere else', () => {
    for (const visitor of [stranger, person('ben', 'guest')]) {
      assert.equal(decide({ access: 'devices', paths: {} }, visitor, '/', true), 'allow')
      for (const access of ['members', 'private', 'peer', named] as const) assert.notEqual(decide({ access, paths: {} }, visitor, '/', true), 'allow')
    }
  })

  it('a shared link opens its path and what is below it, whatever the policy says, and nothing else', () => {
    const link: Visitor = { kind: 'link', session: 'link-1', instance: 'wiki', path: '/album' }
    const policy: Policy = { access: 'private', paths: { '/album/secret': 'private' } }
    assert.deepEqual(
      ['/album', '/album/1', '/album/secret', '/albums', '/'].map((path) => decide(policy, link, path)),
      ['allow', 'allow', 'allow', 'sign-in', 'sign-in'],
    )
  })

  it('a link opens its path however that is written', () => {
    const link: Visitor = { kind: 'link', session: 'link-1', instance: 'wiki', path: '/Album 2026' }
    const policy: Policy = { access: 'private', paths: { '/admin': 'private' } }
    assert.deepEqual(
      ['/Album 2026', '/Album 2026/IMG_1.jpg', '/album'].map((path) => explainReadings(policy, link, path).decision),
      ['allow', 'allow', 'sign-in'],
    )
  })

  it('says which line decided', () => {
    assert.deepEqual(explain(mixed, stranger, '/share/secret/x'), { decision: 'sign-in', prefix: '/share/secret', access: 'private' })
    assert.deepEqual(explain(mixed, stranger, '/'), { decision: 'sign-in', prefix: '', access: 'private' })
  })

  it('names do not travel', () => assert.deepEqual(withoutNames({ access: named, paths: { '/a': named, '/b': 'public' } }), { access: 'private', paths: { '/a': 'private', '/b': 'public' } }))

  it('whoever may use one path may know of the app', () => {
    assert.deepEqual([mayOpen(mixed, stranger), mayOpen(closed, stranger), mayOpen(closed, owner)], [true, false, true])
  })
})

describe('an app that has no regard for case', () => {
  it('is judged by prefixes without case, and two that become one and differ are private', () => {
    assert.deepEqual(foldedPolicy({ access: 'public', paths: { '/Admin': 'private', '/a': 'public', '/A': 'members' } }).paths, { '/admin': 'private', '/a': 'private' })
    assert.equal(foldedPath('/ＡDMIN/ﬁle'), '/admin/file')
  })
})
