import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { until } from '../kit/until.ts'
import { Grant } from '../model/grant.ts'
import { AppName } from '../model/names.ts'
import { OfferDetails, StoreOrigin } from '../model/origin.ts'
import type { Offer } from '../model/origin.ts'
import { Problem } from '../model/problem.ts'
import type { Announcement, Door, Hall, Tools } from './door.ts'

export interface DoorBench extends AsyncDisposable {
  readonly door: Door
  /** Something that can be fetched through it. */
  readonly good: Announcement<StoreOrigin>
  /** Something it shows, but cannot bring. */
  readonly bad: StoreOrigin
  /** Something that can be fetched when it is given this grant. */
  readonly asking: Announcement<StoreOrigin> & { readonly grant: string }
}

/** What every door must keep, whatever is outside it. */
export function doorContract(name: string, open: () => Promise<DoorBench>): void {
  describe(`the contract of a door, kept by ${name}`, () => {
    it('shows what is bad with its reason, and what is good beside it', async () => {
      await using bench = await open()
      assert.match((await offerOf(bench, bench.bad))?.bad ?? '', /^[^ ]+.*: ./)
      const good = await offerOf(bench, bench.good.origin)
      assert.ok(good)
      assert.equal(good.bad, undefined)
      assert.equal(good.version, bench.good.version)
    })

    it('hands out the same objects as long as nothing has changed, with words to be found by', async () => {
      await using bench = await open()
      const first = await bench.door.offers()
      const again = await bench.door.offers()
      assert.ok(first.length > 0 && first.every((offered, at) => offered === again[at]))
      const title = (await offerOf(bench, bench.good.origin))?.title ?? '?'
      assert.ok(first.find(({ offer }) => offer.origin.app === bench.good.origin.app)?.words.includes(title))
    })

    it('tells what an app consists of and asks for, and of a bad one why not', async () => {
      await using bench = await open()
      const details = OfferDetails.parse(await bench.door.details(bench.good.origin))
      assert.ok(details.services.length > 0 && details.entries.length > 0)
      const asked = await bench.door.details(bench.asking.origin)
      assert.deepEqual(
        asked.asks.map(({ grant }) => grant as string),
        [bench.asking.grant],
      )
      await assert.rejects(bench.door.details(bench.bad), isProblem)
    })

    it('of what is not there it says so', async () => {
      await using bench = await open()
      const elsewhere = { ...bench.good.origin, store: 'nowhere' }
      const unknown = { ...bench.good.origin, app: AppName.parse('no-such-app') }
      for (const origin of [elsewhere, unknown]) await assert.rejects(bench.door.details(origin), (error: unknown) => error instanceof Problem && error.code === 'no-offer')
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
      const cut = toolsWith(done, { allowed: 1 })
      await assert.rejects(bench.door.fetch(bench.good, into.path, cut), /power cut/)
      const before = [...done.keys()]
      const ran: string[] = []
      const fetched = await bench.door.fetch(bench.good, into.path, toolsWith(done, { ran }))
      assert.equal(fetched.template.meta.name, bench.good.origin.app)
      assert.ok(before.length > 0 && before.every((step) => !ran.includes(step)))
    })

    it('what is asked for and not granted is refused by name before any image is brought', async () => {
      await using bench = await open()
      await using into = await folder()
      const ran: string[] = []
      const refused = bench.door.fetch(bench.asking, into.path, toolsWith(new Map(), { ran }))
      await assert.rejects(refused, (error: unknown) => error instanceof Problem && error.code === 'refused' && error.values['grants'] === bench.asking.grant)
      assert.ok(!ran.some((step) => step.startsWith('image')))
      const grants = [Grant.parse(bench.asking.grant)]
      assert.equal((await bench.door.fetch(bench.asking, into.path, toolsWith(new Map(), { grants }))).template.meta.name, bench.asking.origin.app)
    })

    it('says what it has when it is opened, and nothing that is bad', async () => {
      await using bench = await open()
      const heard: Announcement<StoreOrigin>[] = []
      const hall: Hall = { announce: async (what) => void heard.push(await Promise.resolve({ ...what, origin: StoreOrigin.parse(what.origin) })), withdraw: async () => await Promise.resolve() }
      await using _ = await bench.door.open(hall, new AbortController().signal)
      await until(() => heard.find(({ origin }) => origin.app === bench.good.origin.app), { deadline: 5000 })
      assert.ok(heard.some(({ origin, version }) => origin.app === bench.good.origin.app && version === bench.good.version))
      assert.ok(!heard.some(({ origin }) => origin.app === bench.bad.app))
    })
  })
}

export interface ToolsOptions {
  /** The power is cut when so many steps are through. */
  readonly allowed?: number
  /** The names of the steps that were done. */
  readonly ran?: string[]
  readonly grants?: readonly Grant[]
}

/** Remembers steps in `done`, like a job. */
export function toolsWith(done: Map<string, unknown>, { allowed = Infinity, ran = [], grants = [] }: ToolsOptions = {}): Tools {
  return {
    grants,
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

async function offerOf({ door }: DoorBench, origin: StoreOrigin): Promise<Offer | undefined> {
  return (await door.offers()).find(({ offer }) => offer.origin.app === origin.app)?.offer
}

function isProblem(error: unknown): boolean {
  return error instanceof Problem && error.code !== 'internal'
}

async function folder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'berth-door-'))
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true, force: true }) }
}
