import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { Turns } from './turns.ts'
import type { Side } from './turns.ts'

class Queue {
  readonly turns = new Turns()
  readonly begun: string[] = []
  readonly open = new Map<string, Disposable>()
  readonly failed: string[] = []
  waited = 0

  ask(side: Side, name: string, signal = new AbortController().signal): void {
    this.turns
      .take(side, signal, () => this.waited++)
      .then(
        (mine) => {
          this.begun.push(name)
          this.open.set(name, mine)
        },
        (error: unknown) => this.failed.push(`${name}: ${String(error)}`),
      )
  }

  end(name: string): void {
    this.open.get(name)?.[Symbol.dispose]()
  }
}

describe('the two sides of a build yard', () => {
  it('each goes side by side with its own, and never with the other', async () => {
    const queue = new Queue()
    for (const name of ['a', 'b']) queue.ask('ours', name)
    for (const name of ['x', 'y']) queue.ask('outsiders', name)
    await turn()
    assert.deepEqual([queue.begun, queue.waited], [['a', 'b'], 2])
    queue.end('a')
    await turn()
    assert.deepEqual(queue.begun, ['a', 'b'])
    queue.end('b')
    await turn()
    assert.deepEqual(queue.begun, ['a', 'b', 'x', 'y'])
  })

  it('ours do not wait behind outsiders that come after them', async () => {
    const queue = new Queue()
    queue.ask('outsiders', 'x')
    queue.ask('ours', 'a')
    queue.ask('outsiders', 'y')
    await turn()
    assert.deepEqual(queue.begun, ['x'])
    queue.end('x')
    await turn()
    assert.deepEqual(queue.begun, ['x', 'a'])
    queue.end('a')
    await turn()
    assert.deepEqual(queue.begun, ['x', 'a', 'y'])
  })

  it('whoever is called off while waiting is out of the way', async () => {
    const queue = new Queue()
    const off = new AbortController()
    queue.ask('outsiders', 'x')
    queue.ask('ours', 'a', off.signal)
    queue.ask('outsiders', 'y')
    await turn()
    off.abort(new Error('a newer push'))
    await turn()
    assert.deepEqual([queue.begun, queue.failed], [['x', 'y'], ['a: Error: a newer push']])
  })
})
