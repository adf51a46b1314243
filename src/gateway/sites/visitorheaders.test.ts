import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { settlePath } from '../../model/path.ts'
import { PersonId } from '../../model/person.ts'
import { prefixAt } from '../../model/policy.ts'
import type { Visitor } from '../../model/visitor.ts'
import { VisitorHeaders } from './visitorheaders.ts'

const owner = { kind: 'person', session: 's1', id: PersonId.parse('owner'), name: 'Ada', role: 'owner', groups: [] } as const satisfies Visitor
const peer: Visitor = { kind: 'peer', id: 'abcdef', name: 'School' }
const stranger: Visitor = { kind: 'anonymous' }
const facts = { 'X-Type': [{ visitor: 'type' as const }], 'X-Who': [{ visitor: 'name' as const }, ' <', { visitor: 'id' as const }, '>'] }

/** What is said on this path, beside what the visitor said. */
function told(set: Readonly<Record<string, object>>, path: string, visitor: Visitor = stranger): Record<string, string | undefined> {
  const rules = Object.entries(set).map(([prefix, at]) => ({ prefix, set: at as typeof facts }))
  const lines = VisitorHeaders.of(rules)?.tell([], path, visitor) ?? assert.fail('nothing is declared')
  return Object.fromEntries(lines.flatMap((name, at) => (at % 2 === 0 ? [[name, lines[at + 1]]] : [])))
}

describe('what an app is told of its visitor', () => {
  for (const [who, visitor, type, name] of [
    ['the owner', owner, 'terminal', 'Ada <owner>'],
    ['another engine', peer, 'peer', 'School <abcdef>'],
    ['anybody', stranger, 'anonymous', '<>'],
  ] as const)
    it(who, () => assert.deepEqual(told({ '': facts }, '/', visitor), { 'X-Type': type, 'X-Who': name }))

  it('cannot begin another header', () => assert.equal(told({ '': facts }, '/', { ...owner, name: 'Ada\r\nX-Type: admin' })['X-Who'], 'AdaX-Type: admin <owner>'))
  it('is nothing where nothing is declared', () =>
    assert.equal(
      VisitorHeaders.of([
        { prefix: '', set: {} },
        { prefix: '/a', set: {} },
      ]),
      undefined,
    ))
  it('nor where nothing of it may be', () => assert.equal(VisitorHeaders.of([{ prefix: '', set: { Host: ['x'], 'Content-Length': ['0'] } }]), undefined))
})

const one = { 'X-At': ['one'] }
const two = { 'X-At': ['two'] }
describe('the path decides', () => {
  for (const [path, at] of [
    ['/', 'one'],
    ['/share', 'two'],
    ['/share?x=/', 'two'],
    ['/share/a/b?c', 'two'],
    ['/shared', 'one'],
    ['/x?/share', 'one'],
    ['/%73hare', 'two'],
    ['//share', 'two'],
    ['/x/../share/y', 'two'],
    ['/none/x', undefined],
    ['/share;v=1/x', undefined],
    ['/x;/../share', 'two'],
    ['/a%2fshare', undefined],
    ['/share/%zz', undefined],
  ] as const)
    it(`${path}: ${at}`, () => assert.equal(told({ '': one, '/share': two, '/none': {} }, path)['X-At'], at))

  it('whatever path comes, alike as sent and as settled', () => {
    const segment = fc.constantFrom('', 'a', 'b', '.', '..', 'a;b', '%2e', '..;', '%61', ';')
    const rules = { '': one, '/a': two, '/a/b': { 'X-At': ['three'] }, '/b/': { 'X-At': ['four'] } }
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 6 }), (segments) => {
        const settled = settlePath(`/${segments.join('/')}`) ?? assert.fail()
        const again = settlePath(settled.sent) ?? assert.fail()
        assert.deepEqual(again, settled)
        const said = told(rules, settled.sent)['X-At']
        if (said !== undefined) assert.deepEqual(said, rules[prefixAt(rules, settled.decided) as keyof typeof rules]['X-At'][0])
      }),
    )
  })
})

describe('what a visitor says of what is declared', () => {
  const headers = VisitorHeaders.of([
    { prefix: '', set: {} },
    { prefix: '/in', set: { 'X-Auth': ['yes'] } },
  ])
  for (const name of ['X-Auth', 'x-auth', 'X_AUTH', 'x.auth']) {
    it(`${name} never goes on`, () => {
      assert.deepEqual(headers?.tell([name, 'forged', 'X-Kept', '1'], '/out', stranger), ['X-Kept', '1'])
      assert.deepEqual(headers.tell([name, 'forged'], '/in', stranger), ['X-Auth', 'yes'])
    })
  }
  it('the lines that came stay as they were', () => {
    const given = Object.freeze(['X-Auth', 'forged', 'Accept', '*/*'])
    assert.deepEqual(headers?.tell(given, '/in', stranger), ['Accept', '*/*', 'X-Auth', 'yes'])
  })
})
