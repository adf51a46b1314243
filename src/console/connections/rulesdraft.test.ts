import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PreviewRules, usualRules } from '../../model/preview.ts'
import { changesIn, draftOf, faultIn, isChanged, rulesIn } from './rulesdraft.ts'

const odd = PreviewRules.parse({
  ...usualRules,
  bases: ['main', 'release/*'],
  branches: ['staging'],
  env: { PLAIN: 'a/b:1', SPACED: 'two words # no comment', QUOTED: 'say "hi" \\ $HOME', LINES: 'a\nb\tc', NONE: '' },
  seed: { kind: 'command', command: ['./seed', '--name', 'two words'] },
})

describe('rules in a form', () => {
  for (const [what, rules] of [
    ['the usual ones', usualRules],
    ['odd ones', odd],
    ['a copy of an app', PreviewRules.parse({ ...usualRules, seed: { kind: 'instance', instance: 'notes' } })],
  ] as const) {
    it(`come out as they went in: ${what}`, () => {
      const draft = draftOf(rules)
      assert.equal(faultIn(draft), undefined)
      assert.equal(isChanged(draft, rules), false)
      assert.deepEqual(rulesIn(draft, rules), rules)
    })
  }

  it('are changed by what is typed', () => {
    const draft = { ...draftOf(odd), bases: ' main \n\n dev ', hours: '48', command: './other --now' }
    assert.equal(isChanged(draft, odd), true)
    assert.deepEqual(rulesIn(draft, odd), { ...odd, bases: ['main', 'dev'], hours: 48, seed: { kind: 'command', command: './other --now' } })
  })

  it('are sent only where they differ: what somebody else changed meanwhile stays', () => {
    assert.deepEqual(changesIn(draftOf(odd, { hours: '48' }), odd), { hours: 48 })
    assert.deepEqual(changesIn(draftOf(odd, { bases: 'main\nrelease/*\n\n', seed: 'none' }), odd), { seed: { kind: 'none' } })
    const stricter = PreviewRules.parse({ ...odd, outsiders: 'never' })
    assert.equal(draftOf(stricter, { hours: '48' }).outsiders, 'never')
  })

  const faults = [
    [{ hours: '' }, 'hours'],
    [{ hours: '0' }, 'hours'],
    [{ hours: '1.5' }, 'hours'],
    [{ hours: '8761' }, 'hours'],
    [{ env: 'A=1\nnonsense' }, 'env'],
    [{ seed: 'command', command: ' ' }, 'command'],
    [{ seed: 'instance' }, 'instance'],
  ] as const
  for (const [changes, fault] of faults) it(`say that the ${fault} is not right: ${JSON.stringify(changes)}`, () => assert.equal(faultIn({ ...draftOf(usualRules), ...changes }), fault))
})
