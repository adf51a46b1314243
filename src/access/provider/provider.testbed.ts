import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { silent } from '../../kit/log.ts'
import { openLocalDb } from '../../localdb/localdb.ts'
import type { LocalDb } from '../../localdb/localdb.ts'
import { sampleSpec, tempFolder } from '../../localdb/sample.ts'
import { InstanceName } from '../../model/names.ts'
import { GroupName, PersonId } from '../../model/person.ts'
import type { Role } from '../../model/person.ts'
import { DeviceId } from '../../model/device.ts'
import { digest } from '../secret.ts'
import { Vault } from '../vault.ts'
import type { Person } from '../person.ts'
import { Clients } from './clients.ts'
import { AppProvider } from './provider.ts'

const far = '2099-01-01T00:00:00.000Z'
export const notes = InstanceName.parse('notes')

/** For tests: a provider on real rows behind a real HTTP server; a cookie `who=<sign-in>` says who is there. */
export class ProviderHouse implements AsyncDisposable {
  readonly db: LocalDb
  readonly origin: string
  readonly audit: string[] = []
  provider: AppProvider
  /** What vouches for the console, when that is the machine's own authority. */
  authority: string | null = null
  readonly #stack: AsyncDisposableStack
  readonly #make: () => AppProvider
  readonly #clients: Clients

  private constructor(db: LocalDb, origin: string, stack: AsyncDisposableStack, vault: Vault) {
    this.db = db
    this.origin = origin
    this.#stack = stack
    const addresses = () => ({ console: origin, domain: 'localhost', lan: null, http: 8080, https: null, hosts: ['192.168.1.5'] })
    const note = async (person: Person, action: string, object: string, result: string): Promise<void> => {
      this.audit.push([person.kind === 'anonymous' ? 'nobody' : person.name, action, object, result].join(' | '))
    }
    const clock = { steady: () => performance.now(), date: () => new Date() }
    const facts = { db, clock, log: silent, vault, cookieKey: Buffer.alloc(32, 7), addresses, note, open: async () => await Promise.resolve(false) }
    this.#make = () => new AppProvider({ ...facts, who: async (request) => await this.#who(request), authority: async () => this.authority })
    this.provider = this.#make()
    this.#clients = new Clients({ db, vault, addresses, authority: async () => await Promise.resolve(this.authority) })
  }

  static async open(): Promise<ProviderHouse> {
    await using stack = new AsyncDisposableStack()
    const folder = stack.use(await tempFolder())
    const db = stack.use(await openLocalDb({ file: folder.file('berth.db'), log: silent }))
    const served: { house?: ProviderHouse } = {}
    const server = createServer((request, response) => void served.house?.provider.handle(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    stack.defer(async () => await shut(server))
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const house = new ProviderHouse(db, origin, stack.move(), new Vault(db.secrets, () => Buffer.alloc(32, 9)))
    served.house = house
    await db.specs.insert({ ...sampleSpec('notes'), policy: { access: 'members', paths: {} } })
    return house
  }

  /** The app as the library knows it. */
  async metadata(): ReturnType<Clients['metadata']> {
    return await this.#clients.metadata(notes)
  }

  /** As a restart of the engine does. */
  async restart(): Promise<void> {
    await this.provider[Symbol.asyncDispose]()
    this.provider = this.#make()
  }

  async person(id: string, name: string, role: Role, groups: readonly string[] = []): Promise<void> {
    await this.db.people.insert({ id: PersonId.parse(id), role, name, groups: groups.map((group) => GroupName.parse(group)), password: null, created: now() })
  }

  /** A sign-in at the console. */
  async signIn(session: string, person: string, created: string = now()): Promise<void> {
    await this.db.sessions.insert({ id: session, hash: digest(session), person: PersonId.parse(person), device: null, agent: 'Firefox on Linux', created, seen: created, expires: far })
  }

  async signOut(session: string): Promise<void> {
    await this.db.sessions.remove(session)
    await this.provider.keep((await this.db.sessions.all()).map(({ id }) => id))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.provider[Symbol.asyncDispose]()
    await this.#stack.disposeAsync()
  }

  async #who(request: IncomingMessage): Promise<Person> {
    const session = /(?:^|; )who=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1]
    if (session === 'tablet') return { kind: 'device', id: DeviceId.parse('d1'), name: 'Tablet', session, from: '192.0.2.1' }
    const row = session === undefined ? undefined : await this.db.sessions.get(session)
    const person = row?.person ? await this.db.people.get(row.person) : undefined
    if (!row || !person) return { kind: 'anonymous', from: '192.0.2.1' }
    return { kind: 'person', id: person.id, name: person.name, role: person.role, groups: person.groups, via: 'session', session: row.id, from: '192.0.2.1' }
  }
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function now(): string {
  return new Date().toISOString()
}
