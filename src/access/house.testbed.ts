import { silent } from '../kit/log.ts'
import { openLocalDb } from '../localdb/localdb.ts'
import { tempFolder } from '../localdb/sample.ts'
import { openAccess } from './access.ts'
import type { Access } from './access.ts'
import type { RequestFacts } from './person.ts'

/** For tests: access on a real file with a clock that is moved by hand, and closed and opened again at will. */
export class House implements AsyncDisposable {
  readonly folder: Awaited<ReturnType<typeof tempFolder>>
  #steady = 1000
  #date = Date.parse('2026-11-21T06:00:00Z')
  #open: (AsyncDisposable & { readonly access: Access; readonly db: Awaited<ReturnType<typeof openLocalDb>> }) | undefined

  private constructor(folder: Awaited<ReturnType<typeof tempFolder>>) {
    this.folder = folder
  }

  static async open(): Promise<House> {
    const house = new House(await tempFolder())
    await house.reopen()
    return house
  }

  get access(): Access {
    if (!this.#open) throw new Error('the house is closed')
    return this.#open.access
  }

  get db(): Awaited<ReturnType<typeof openLocalDb>> {
    if (!this.#open) throw new Error('the house is closed')
    return this.#open.db
  }

  get keyFile(): string {
    return this.folder.file('berth.key')
  }

  get claimFile(): string {
    return this.folder.file('claim-code')
  }

  /** Moves both clocks on. */
  pass(milliseconds: number): void {
    this.#steady += milliseconds
    this.#date += milliseconds
  }

  /** As a restart of the engine does: the steady clock begins somewhere else. */
  async reopen(): Promise<void> {
    await this.close()
    this.#steady = 5
    await using stack = new AsyncDisposableStack()
    const db = stack.use(await openLocalDb({ file: this.folder.file('berth.db'), log: silent }))
    const clock = { steady: () => this.#steady, date: () => new Date(this.#date) }
    const access = stack.use(await openAccess({ db, clock, keyFile: this.keyFile, claimFile: this.claimFile }))
    const kept = stack.move()
    this.#open = { access, db, [Symbol.asyncDispose]: () => kept.disposeAsync() }
  }

  async close(): Promise<void> {
    await this.#open?.[Symbol.asyncDispose]()
    this.#open = undefined
  }

  /** Claims the machine; the `Cookie` header of the owner. */
  async claim(): Promise<string> {
    const code = (await this.access.claimCode()) ?? ''
    return cookieOf(await this.access.claim({ code, name: 'Ada', password: rightPassword }, facts()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
    await this.folder[Symbol.asyncDispose]()
  }
}

export const rightPassword = 'correct horse battery'

export function cookieOf({ cookie }: { readonly cookie: string }): string {
  return cookie.split(';')[0] ?? ''
}

export function facts(own: Partial<RequestFacts> = {}): RequestFacts {
  const none = { cookie: undefined, authorization: undefined, origin: undefined, agent: undefined }
  return { local: false, method: 'POST', host: 'berth.localhost:8080', scheme: 'http', from: '192.168.1.20', upgrade: false, ...none, ...own }
}
