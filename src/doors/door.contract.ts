import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { until } from '../kit/until.ts'
import type { Origin } from '../model/origin.ts'
import type { Announcement, Door, Hall, Tools } from './door.ts'

export interface DoorBench extends AsyncDisposable {
  readonly door: Door
  /** Something that can be fetched through it. */
  readonly good: Announcement
  /** Something it shows, but cannot bring. */
  readonly bad: Origin
}

/** What every door must keep, whatever is outside it. */
export function doorContract(name: string, open: () => Promise<DoorBench>): void {
  describe(`the contract of a door, kept by ${name}`, () => {
    it('shows what is bad with its reason, and what is good beside it', async () => {
      await using bench = await open()
      const offers = await bench.door.offers()
      assert.ok(offers.find(({ origin }) => origin.app === bench.bad.app)?.bad)
      assert.equal(offers.find(({ origin }) => origin.app === bench.good.origin.app)?.bad, undefined)
    })

    it('fetching twice gives the same', async () => {
      await using bench = await open()
      await using into = await folder()
      await bench.door.fetch(bench.good, into.path, toolsWith(new Map()))
      const first = await readdir(into.path)
      await bench.door.fetch(bench.good, into.path, toolsWith(new Map()))
      assert.deepEqual(await readdir(into.path), first)
    })

    it('a fetch that was cut off goes on without doing a finished step again', async () => {
      await using bench = await open()
      await using into = await folder()
      const done = new Map<string, unknown>()
      const cut = toolsWith(done, 1)
      await assert.rejects(bench.door.fetch(bench.good, into.path, cut), /power cut/)
      const before = [...done.keys()]
      const again: string[] = []
      const fetched = await bench.door.fetch(bench.good, into.path, toolsWith(done, Infinity, again))
      assert.equal(fetched.meta.name, bench.good.origin.app)
      assert.ok(before.length > 0 && before.every((step) => !again.includes(step)))
    })

    it('says what it has when it is opened, and nothing that is bad', async () => {
      await using bench = await open()
      const heard: Announcement[] = []
      const hall: Hall = { announce: async (what) => void heard.push(await Promise.resolve(what)), withdraw: async () => await Promise.resolve() }
      await using _ = await bench.door.open(hall, new AbortController().signal)
      await until(() => heard.find(({ origin }) => origin.app === bench.good.origin.app), { deadline: 5000 })
      assert.ok(heard.some(({ origin, version }) => origin.app === bench.good.origin.app && version === bench.good.version))
      assert.ok(!heard.some(({ origin }) => origin.app === bench.bad.app))
    })
  })
}

/** Remembers steps in `done`, like a job; the power is cut when `allowed` steps are through. */
function toolsWith(done: Map<string, unknown>, allowed = Infinity, ran: string[] = []): Tools {
  return {
    signal: new AbortController().signal,
    step: async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      if (done.has(name)) return done.get(name) as T
      if (ran.length >= allowed) throw new Error('power cut')
      ran.push(name)
      const result = await work()
      done.set(name, result)
      return result
    },
    log: () => undefined,
    progress: () => undefined,
  }
}

async function folder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'berth-door-'))
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true, force: true }) }
}
