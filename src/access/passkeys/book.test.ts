import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { silent } from '../../kit/log.ts'
import { openLocalDb } from '../../localdb/localdb.ts'
import type { LocalDb } from '../../localdb/localdb.ts'
import { tempFolder } from '../../localdb/sample.ts'
import { PersonId } from '../../model/person.ts'
import { Problem } from '../../model/problem.ts'
import type { ProblemCode } from '../../model/problems.ts'
import { PasskeyBook } from './book.ts'
import type { Asked } from './book.ts'
import { Key } from './key.testbed.ts'
import type { Lies } from './key.testbed.ts'

const host = 'berth.localhost:8080'
const origin = `http://${host}`
const [ada, ben] = [PersonId.parse('ada1'), PersonId.parse('ben1')]

/** A book over a real file, two people without passwords, and a clock moved by hand. */
class Library implements AsyncDisposable {
  readonly db: LocalDb
  readonly book: PasskeyBook
  readonly #folder: AsyncDisposable
  #steady = 0

  private constructor(db: LocalDb, folder: AsyncDisposable) {
    this.db = db
    this.#folder = folder
    const clock = { steady: () => this.#steady, date: () => new Date(Date.parse('2026-11-21T12:00:00Z') + this.#steady) }
    this.book = new PasskeyBook({ db, clock, key: (purpose) => createHash('sha256').update(purpose).digest() })
  }

  static async open(): Promise<Library> {
    const folder = await tempFolder()
    const db = await openLocalDb({ file: folder.file('berth.db'), log: silent })
    for (const [id, name, role] of [
      [ada, 'Ada', 'owner'],
      [ben, 'Ben', 'member'],
    ] as const) {
      // prettier-ignore
      await db.people.insert({ id, name, role, groups: [], password: null, created: '2026-11-21T12:00:00.000Z' })
    }
    return new Library(db, folder)
  }

  pass(milliseconds: number): void {
    this.#steady += milliseconds
  }

  async given(id = ada, key = new Key(origin), label = 'Phone'): Promise<Key> {
    const asked = await this.book.askNew({ id, name: 'Ada' }, facts())
    await this.book.add(id, { label, response: key.made(asked.options) }, facts(asked))
    return key
  }

  async signIn(key: Key, lies: Lies = {}): Promise<PersonId> {
    const asked = this.book.askKnown(facts())
    return await this.book.check({ response: key.shown(asked.options, lies) }, facts(asked))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.db[Symbol.asyncDispose]()
    await this.#folder[Symbol.asyncDispose]()
  }
}

/** A request as this browser sends it: with the cookie it was given. */
function facts(asked?: Asked, own: { readonly host?: string; readonly scheme?: 'http' | 'https' } = {}) {
  return { scheme: 'http' as const, host, from: '192.168.1.20', cookie: asked?.cookie.split(';')[0], ...own }
}

async function refused(doing: Promise<unknown>, code: ProblemCode): Promise<void> {
  await assert.rejects(doing, (thrown) => thrown instanceof Problem && (assert.equal(thrown.code, code), true))
}

describe('adding a passkey', () => {
  it('keeps the public half, and says nothing of whose it is to the key', async () => {
    await using library = await Library.open()
    const key = await library.given()
    assert.deepEqual(await library.book.list(ada), [{ id: key.id, label: 'Phone', created: '2026-11-21T12:00:00.000Z', used: null, synced: false }])
    const { options } = await library.book.askNew({ id: ada, name: 'Ada' }, facts())
    assert.ok(!JSON.stringify(options).includes(ada))
    assert.deepEqual(options.options['excludeCredentials'], [{ id: key.id, type: 'public-key' }])
  })

  it('is refused to somebody else, in another browser, too late and twice', async () => {
    await using library = await Library.open()
    const key = new Key(origin)
    const ask = async (): Promise<Asked> => await library.book.askNew({ id: ada, name: 'Ada' }, facts())
    const hers = await ask()
    await refused(library.book.add(ben, { label: 'x', response: key.made(hers.options) }, facts(hers)), 'passkey-late')
    const other = library.book.askKnown(facts())
    const second = await ask()
    await refused(library.book.add(ada, { label: 'x', response: key.made(second.options) }, facts(other)), 'passkey-late')
    await refused(library.book.add(ada, { label: 'x', response: key.made(second.options) }, facts()), 'passkey-late')
    const third = await ask()
    library.pass(5 * 60_000)
    await refused(library.book.add(ada, { label: 'x', response: key.made(third.options) }, facts(third)), 'passkey-late')
    const fourth = await ask()
    await library.book.add(ada, { label: 'x', response: key.made(fourth.options) }, facts(fourth))
    await refused(library.book.add(ada, { label: 'x', response: key.made(fourth.options) }, facts(fourth)), 'passkey-late')
  })

  it('is refused from another origin, without a look at its owner, and when it is here already', async () => {
    await using library = await Library.open()
    const key = await library.given()
    for (const lies of [{ origin: 'http://evil.localhost:8080' }, { origin: 'http://berth.localhost:8081' }, { unverified: true }]) {
      const asked = await library.book.askNew({ id: ada, name: 'Ada' }, facts())
      await refused(library.book.add(ada, { label: 'x', response: new Key(origin).made(asked.options, lies) }, facts(asked)), 'passkey-wrong')
    }
    await refused(library.given(ben, key), 'conflict')
  })

  it('refuses what is no passkey at all', async () => {
    await using library = await Library.open()
    for (const response of [{}, { id: 'a', rawId: 'a', type: 'public-key', response: {} }, { id: '!', rawId: '!', type: 'password' }]) {
      await refused(library.book.add(ada, { label: 'x', response }, facts()), 'invalid')
    }
  })

  it('is refused at a place where browsers give none', async () => {
    await using library = await Library.open()
    for (const [scheme, place] of [
      ['http', 'berth.lan'],
      ['https', '192.168.1.7'],
      ['https', '[fe80::1]:8443'],
      ['http', '127.0.0.1:8080'],
    ] as const) {
      // prettier-ignore
      await refused(library.book.askNew({ id: ada, name: 'Ada' }, facts(undefined, { scheme, host: place })), 'passkey-place')
    }
    assert.ok(library.book.askKnown(facts(undefined, { scheme: 'https', host: 'berth-quay.local' })).cookie.endsWith('; Secure'))
  })
})

describe('signing in with a passkey', () => {
  it('says whose it is, each time anew, and when it was used', async () => {
    await using library = await Library.open()
    const [hers, his] = [await library.given(ada), await library.given(ben)]
    library.pass(1000)
    assert.equal(await library.signIn(his), ben)
    assert.equal(await library.signIn(hers), ada)
    assert.equal(await library.signIn(hers), ada)
    assert.equal((await library.book.list(ada))[0]?.used, '2026-11-21T12:00:01.000Z')
  })

  it('refuses an unknown key, a foreign owner, a wrong signature, another origin, no look at its owner: all in the same words', async () => {
    await using library = await Library.open()
    const key = await library.given()
    const stranger = new Key(origin)
    stranger.made((await library.book.askNew({ id: ben, name: 'Ben' }, facts())).options)
    await refused(library.signIn(stranger), 'passkey-wrong')
    for (const lies of [{ handle: 'YmVu' }, { signature: Buffer.alloc(70, 1) }, { origin: 'https://berth.localhost:8080' }, { unverified: true }]) {
      await refused(library.signIn(key, lies), 'passkey-wrong')
    }
  })

  it('takes an answer once, from the browser that asked, in time, and not for another wish', async () => {
    await using library = await Library.open()
    const key = await library.given()
    const asked = library.book.askKnown(facts())
    const response = key.shown(asked.options)
    await refused(library.book.check({ response }, facts()), 'passkey-late')
    await refused(library.book.check({ response }, facts(library.book.askKnown(facts()))), 'passkey-late')
    await refused(library.book.check({ response }, facts(asked, { host: 'berth.localhost:9090' })), 'passkey-late')
    await refused(library.book.check({ response }, facts(asked)), 'passkey-late')
    const second = library.book.askKnown(facts())
    await library.book.check({ response: key.shown(second.options) }, facts(second))
    await refused(library.book.check({ response: key.shown(second.options) }, facts(second)), 'passkey-late')
    const wish = await library.book.askNew({ id: ada, name: 'Ada' }, facts())
    const third = library.book.askKnown(facts(wish))
    await refused(library.book.check({ response: key.shown(third.options, { challenge: String(wish.options.options['challenge']) }) }, facts(third)), 'passkey-late')
  })

  it('lets two tabs of one browser ask at the same time', async () => {
    await using library = await Library.open()
    const key = await library.given()
    const first = library.book.askKnown(facts())
    const second = library.book.askKnown(facts(first))
    assert.equal(await library.book.check({ response: key.shown(first.options) }, facts(second)), ada)
    assert.equal(await library.book.check({ response: key.shown(second.options) }, facts(second)), ada)
  })

  it('refuses a key that counts backwards, and goes on with the one that counts on', async () => {
    await using library = await Library.open()
    const key = await library.given()
    assert.equal(await library.signIn(key, { counter: 5 }), ada)
    await refused(library.signIn(key, { counter: 5 }), 'passkey-copied')
    await refused(library.signIn(key, { counter: 4 }), 'passkey-copied')
    await refused(library.signIn(key, { counter: 0 }), 'passkey-copied')
    await refused(library.signIn(key, { counter: 4, signature: Buffer.alloc(70, 1) }), 'passkey-wrong')
    assert.equal(await library.signIn(key, { counter: 6 }), ada)
  })
})

describe('removing a passkey', () => {
  it('is refused for the last way in, and for what is not theirs', async () => {
    await using library = await Library.open()
    const [first, second] = [await library.given(), await library.given(ada, new Key(origin), 'Stick')]
    await refused(library.book.remove(ben, first.id), 'not-found')
    await library.book.remove(ada, first.id)
    await refused(library.book.remove(ada, second.id), 'last-way')
    await library.db.people.setPassword(ada, 'a hash')
    await library.book.remove(ada, second.id)
    await refused(library.signIn(second), 'passkey-wrong')
  })

  it('an identity outside is a way in, too', async () => {
    await using library = await Library.open()
    const key = await library.given(ben)
    await library.db.identities.insert({ issuer: 'https://id.example', subject: '1', person: ben, name: 'ben@id.example' })
    await library.book.remove(ben, key.id)
    assert.deepEqual(await library.book.list(ben), [])
  })

  it('twenty are enough', async () => {
    await using library = await Library.open()
    for (let count = 0; count < 20; count += 1) await library.given()
    await refused(library.given(), 'passkey-many')
  })
})
