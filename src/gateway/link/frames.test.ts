import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EngineFrame } from '../protocol.ts'
import { route } from '../testbed.ts'
import { parseFrame } from './frames.ts'
import { Lines } from './lines.ts'

const headers = [
  { prefix: '', set: { 'X-Ptl-Client-Name': [{ visitor: 'name' as const }, '@', 'example.com'] } },
  { prefix: '/plain', set: {} },
]
const policy = { access: 'private' as const, paths: { '/share': 'public' as const, '/exchange': 'peer' as const } }
const wiki = {
  ...route('wiki', { port: 80, listen: 8100, step: 'starting database', expected: 4000, headers, policy }),
  cause: { code: 'x', message: 'm', fix: 'f', at: 'now', log: ['a'] },
}
const sessions = [
  { id: 's', of: { kind: 'person', id: 'ada', name: 'Ada', role: 'owner', groups: [] } },
  { id: 't', of: { kind: 'device', id: 'd1', name: 'Tablet' } },
  { id: 'l', of: { kind: 'link', instance: 'wiki', path: '/a', expires: 1 } },
]
const crowd = { sessions, open: false }
const snapshot = { type: 'snapshot', domain: 'x', consoleNames: ['y'], engineSocket: '/s', key: 'k', lan: null, identity: { issuer: 'x', key: { kty: 'EC' } }, crowd, routes: [wiki, route('photos')] }
const good: readonly object[] = [
  snapshot,
  { type: 'route', route: wiki },
  { type: 'route-gone', instance: 'wiki' },
  { type: 'crowd', crowd },
  { type: 'certificates', certificates: [{ names: ['x'], chain: 'c', key: 'k' }], redirect: false },
  { type: 'challenges', answers: { a: 'b' } },
]

for (const frame of good) {
  test(`a good ${'type' in frame ? String(frame.type) : ''} is taken`, () => {
    assert.deepEqual(parseFrame(JSON.stringify(frame)), frame)
    assert.ok(EngineFrame.safeParse(frame).success)
  })
}

/** The frame with one member, however deep, left out or made something else. */
function* broken(value: unknown): Generator {
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    const copy = (given: unknown) => (Array.isArray(value) ? value.with(Number(name), given) : { ...value, [name]: given })
    yield copy(undefined)
    yield copy('odd')
    yield copy({ odd: 1 })
    yield copy(-0.5)
    for (const inner of broken(member)) yield copy(inner)
  }
}

test('the check by hand refuses what the schema refuses, in each member of each frame', () => {
  let refused = 0
  for (const frame of good.flatMap((one) => [...broken(one)])) {
    const text = JSON.stringify(frame)
    const parsed = EngineFrame.safeParse(JSON.parse(text))
    if (parsed.success) continue
    const paths = parsed.error.issues.map((issue) => issue.path.join('.'))
    // Names and states are the engine's own words; what they may be is its business.
    if (paths.every((path) => /(^|\.)(instance|state)$/.test(path))) continue
    assert.equal(parseFrame(text), undefined, `${paths.join()}: ${text}`)
    refused++
  }
  assert.ok(refused > 100, `only ${refused} were broken`)
})

for (const odd of ['', 'x', '1', 'null', '[]', '{}', '{"type":"other"}']) test(`${JSON.stringify(odd)} is no frame`, () => assert.equal(parseFrame(odd), undefined))

test('lines come whole however they are cut', () => {
  const heard: string[] = []
  const lines = new Lines((line) => heard.push(line))
  for (const part of ['a', 'b\nc', '\n', '\nd\ne']) lines.push(part)
  assert.deepEqual(heard, ['ab', 'c', '', 'd'])
})

test('a line without end is cut off', () => {
  const lines = new Lines(() => undefined)
  assert.throws(() => {
    for (let i = 0; i < 40; i++) lines.push('x'.repeat(1024 * 1024))
  }, /too long/)
})
