import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { contradicts, yieldsTo } from './conflict.ts'
import { answersTo, namesOf, recordsOf, unknown, wantsUnicast } from './records.ts'
import type { Answer } from './records.ts'

const names = namesOf('home', 'k3j9x2ab', ['wiki'])
const address = '192.168.1.5'
const own = { name: 'berth-home.local', engine: 'k3j9x2ab', addresses: [address, '10.0.0.7'] }

describe('answers', () => {
  const cases = [
    ['an app by its name', { name: 'wiki-home.local', type: 'A' }, ['A 192.168.1.5']],
    ['in any case', { name: 'WIKI-Home.local', type: 'A' }, ['A 192.168.1.5']],
    ['everything there is of the console', { name: 'berth-home.local', type: 'ANY' as 'A' }, ['A 192.168.1.5', 'TXT engine=k3j9x2ab']],
    ['IPv6: that there is none', { name: 'wiki-home.local', type: 'AAAA' }, ['NSEC A']],
    ['another label', { name: 'wiki-school.local', type: 'A' }, []],
    ['an app that is not here', { name: 'blog-home.local', type: 'A' }, []],
    ['the host’s own name, which is not ours', { name: 'home.local', type: 'A' }, []],
    ['another class', { name: 'wiki-home.local', type: 'A', class: 'CH' }, []],
  ] as const
  for (const [name, question, expected] of cases) it(name, () => assert.deepEqual(answersTo(question, names, address).map(shown), expected))

  it('what the asker knows is not said again, unless it is about to forget', () => {
    const answers = recordsOf('wiki-home.local', names, address)
    assert.deepEqual(unknown(answers, recordsOf('wiki-home.local', names, address)), [])
    assert.equal(unknown(answers, recordsOf('wiki-home.local', names, address, 30)).length, 1)
    assert.equal(unknown(answers, recordsOf('wiki-home.local', names, '192.168.1.6')).length, 1)
  })

  it('an asker may want the answer alone', () => {
    assert.equal(wantsUnicast({ name: 'x', type: 'A', class: 'UNKNOWN_32769' as 'IN' }), true)
    assert.equal(wantsUnicast({ name: 'x', type: 'A', class: 'IN' }), false)
  })
})

describe('whose a name is', () => {
  const a = (data: string, ttl = 120): Answer => ({ name: 'Berth-Home.local', type: 'A', ttl, data })
  const txt = (engine: string): Answer => ({ name: 'berth-home.local', type: 'TXT', ttl: 120, data: [Buffer.from(`engine=${engine}`)] })
  const cases: readonly (readonly [string, readonly Answer[], boolean])[] = [
    ['our own records, as they come back', recordsOf(own.name, names, address), false],
    ['our address on another network', [a('10.0.0.7')], false],
    ['another machine', [a('192.168.1.9')], true],
    ['another engine on this machine', [a(address), txt('zzzzzzzz')], true],
    ['a goodbye of another machine', [a('192.168.1.9', 0)], false],
    ['another name', [{ name: 'berth-school.local', type: 'A', ttl: 120, data: '192.168.1.9' }], false],
  ]
  for (const [name, records, expected] of cases) it(`${name}: ${expected ? 'theirs' : 'ours'}`, () => assert.equal(contradicts(records, own), expected))

  it('of two who ask at once the greater bytes have it, and exactly one yields', () => {
    const ours = recordsOf(own.name, names, address)
    for (const theirs of [[a('192.168.1.9'), txt('aaaaaaaa')], [a('192.168.1.1'), txt('zzzzzzzz')], [a(address), txt('zzzzzzzz')], [a('192.168.1.9')]]) {
      assert.notEqual(yieldsTo(theirs, ours, own.name), yieldsTo(ours, theirs, own.name))
    }
    assert.equal(yieldsTo([a('192.168.1.9')], ours, own.name), true)
    assert.equal(yieldsTo([a('192.168.1.1'), txt('zzzzzzzz')], ours, own.name), false)
    assert.equal(yieldsTo(ours, ours, own.name), false)
  })
})

function shown(answer: Answer): string {
  if (answer.type === 'NSEC') return `NSEC ${answer.data.rrtypes.join(' ')}`
  return answer.type === 'A' ? `A ${answer.data}` : `TXT ${answer.type === 'TXT' ? String(answer.data) : '?'}`
}
