import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Cause } from '../../model/cause.ts'
import { Changes } from './changes.ts'
import { failure, outcomeOf } from './follow.ts'
import type { Serving } from '../../releases/ties.ts'

const cause: Cause = { code: 'unhealthy', message: 'It did not answer.', fix: 'Look at its logs.', at: '2026-11-21T10:00:00.000Z', log: ['last words'] }
const now: Serving = { version: '7', state: 'running', off: false, switching: false, cause: null, domains: [] }

const table: readonly (readonly [string, Partial<Serving> | undefined, 'serves' | 'refused' | undefined])[] = [
  ['there is no instance yet', undefined, undefined],
  ['the one before still serves', { version: '6' }, undefined],
  ['it is being proven', { switching: true }, undefined],
  ['it serves', {}, 'serves'],
  ['it serves and has fallen asleep', { state: 'paused' }, 'serves'],
  ['it is proven and was switched off before', { state: 'stopped', off: true }, 'serves'],
  ['it is not started yet', { state: 'stopped' }, undefined],
  ['it starts', { state: 'starting' }, undefined],
  ['it does not get well', { state: 'failed', cause }, 'refused'],
  ['a newer one overtook it', { version: '8' }, 'serves'],
]

describe('what became of release 7', () => {
  for (const [what, serving, expected] of table) {
    it(`${what}: ${expected ?? 'not decided'}`, () => {
      const outcome = outcomeOf(undefined, serving && { ...now, ...serving }, 7)
      assert.equal(typeof outcome === 'object' ? 'refused' : outcome, expected)
    })
  }

  it('a failure is told with its last words and the next step', () => {
    assert.deepEqual(failure(cause), [' !     It did not answer.', ' |     last words', ' !     Look at its logs.'])
  })
})

describe('changes', () => {
  it('whoever asked before it happened is woken, by its key only', async () => {
    const changes = new Changes()
    const woken: string[] = []
    const { signal } = new AbortController()
    const one = changes.next('one', signal).then(() => woken.push('one'))
    const two = changes.next('two', signal).then(() => woken.push('two'))
    changes.stir('two')
    await two
    assert.deepEqual(woken, ['two'])
    changes.stir('one')
    await one
  })

  it('whoever stops waiting is told so, and leaves nothing behind', async () => {
    const changes = new Changes()
    const end = new AbortController()
    const waiting = changes.next('one', end.signal)
    end.abort(new Error('enough'))
    await assert.rejects(waiting, /enough/)
    await assert.rejects(changes.next('one', end.signal), /enough/)
    changes.stir('one')
  })
})
