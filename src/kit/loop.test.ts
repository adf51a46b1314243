import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { Loop } from './loop.ts'
import { until } from './until.ts'

describe('a loop', () => {
  it('runs once when opened, and waking many times during a turn gives one more turn', async () => {
    const [started, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let count = 0
    const turn = async (): Promise<void> => {
      count += 1
      started.resolve()
      if (count === 1) await gate.promise
    }
    const loop = new Loop({ turn, onError: (error) => assert.fail(String(error)) })
    await started.promise
    for (let i = 0; i < 100; i++) loop.wake()
    gate.resolve()
    await until(() => count === 2 || undefined, { deadline: 5000 })
    await loop[Symbol.asyncDispose]()
    assert.equal(count, 2)
  })

  it('goes on after a turn that threw', async () => {
    const told: unknown[] = []
    const done = Promise.withResolvers<void>()
    let count = 0
    const turn = async (): Promise<number> => {
      count += 1
      if (count === 1) throw new Error('once')
      done.resolve()
      return 1e6
    }
    await using _ = new Loop({ every: 1, turn, onError: (error) => told.push(error) })
    await done.promise
    assert.equal(told.length, 1)
  })

  it('closing aborts the turn in work and waits for its end', async () => {
    let ended = false
    const started = Promise.withResolvers<void>()
    const turn = async (signal: AbortSignal): Promise<void> => {
      started.resolve()
      await once(signal, 'abort')
      ended = true
    }
    const loop = new Loop({ turn, onError: (error) => assert.fail(String(error)) })
    await started.promise
    await loop[Symbol.asyncDispose]()
    assert.equal(ended, true)
  })
})
