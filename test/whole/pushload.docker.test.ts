import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { bringDebianImages } from '../debian/base.ts'
import type { Answer } from './berth.ts'
import { nodeApp } from './pushedapps.ts'
import { Pusher } from './pusher.ts'

before(async () => await bringDebianImages(['node']))

/** So many releases in a row, visited all the time; and how many visitors at once. */
const [releases, visitors] = [20, 8]

/** Visits until it is told to stop, each visitor one after the other; answers what each visit got. */
async function visited(dev: Pusher, signal: AbortSignal): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  const visitor = async (): Promise<void> => {
    while (!signal.aborted) answers.push(await dev.berth.visit(dev.name, `/?wait=${answers.length % 5 === 0 ? 200 : 0}`).catch((error: unknown) => ({ status: 0, headers: {}, text: String(error) })))
  }
  await Promise.all(Array.from({ length: visitors }, visitor))
  return answers
}

/** Releases one after the other by a change of a variable, while there are visitors; what went wrong, and what was seen. */
async function under(settings: string): Promise<{ readonly bad: readonly string[]; readonly seen: ReadonlySet<string>; readonly all: number }> {
  await using dev = await Pusher.open()
  await dev.commit(nodeApp('release', settings))
  const first = await dev.push()
  assert.match(first.remote, /Release 1 serves/, first.all)
  const end = new AbortController()
  const visits = visited(dev, end.signal)
  try {
    for (let number = 2; number <= releases + 1; number++) {
      await dev.berth.json('/api/projects/blog/env', { method: 'PATCH', body: { set: { GREETING: String(number) } } })
      assert.equal(await dev.decided(number), 'live')
    }
  } finally {
    end.abort()
  }
  const answers = await visits
  const bad = answers.filter(({ status, text }) => status !== 200 || !text.startsWith('release ')).map(({ status, text }) => `${status} ${text.slice(0, 200)}`)
  return { bad, seen: new Set(answers.map(({ text }) => text)), all: answers.length }
}

describe(`${releases} releases in a row while visitors come`, () => {
  it('of an app that may be there twice: none is turned away, none is cut off', async () => {
    const { bad, seen, all } = await under('')
    assert.deepEqual(bad.slice(0, 3), [], `${bad.length} of ${all}`)
    assert.ok(seen.size > releases / 2 && all > releases * visitors)
  })

  it('of an app that may not: they wait, and none meets an error', async () => {
    const { bad, seen, all } = await under('overlap: false\n')
    assert.deepEqual(bad.slice(0, 3), [], `${bad.length} of ${all}`)
    assert.ok(seen.size > releases / 2)
  })
})
