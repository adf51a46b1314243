import { createServer } from 'node:http'
import { House } from '../../access/house.testbed.ts'
import { silent } from '../../kit/log.ts'
import type { TokenScope } from '../../model/api.ts'
import type { JobView } from '../../model/job.ts'
import { InstanceName } from '../../model/names.ts'
import { GroupName, PersonId } from '../../model/person.ts'
import type { Role } from '../../model/person.ts'
import type { ProjectOwner } from '../../model/project.ts'
import { sampleProject } from '../../localdb/sample.ts'
import { bareApi } from './api.ts'
import { deployRoutes } from './deploy.ts'
import { envRoutes } from './env.ts'
import { gitRoutes } from './gitroutes.ts'
import { keyRoutes } from './keys.ts'
import { projectRoutes } from './projects.ts'
import { releaseRoutes } from './releases.ts'
import { serviceRoutes } from './services.ts'
import { projectView, stillDoor } from './stilldoor.testbed.ts'
import type { StillDoor } from './stilldoor.testbed.ts'

export const kids = GroupName.parse('kids')

/** For tests: the routes of projects over real access on a real port, before a push door that stands still. */
export class ProjectDesk implements AsyncDisposable {
  readonly house: House
  readonly still: StillDoor
  readonly jobs: Map<string, JobView>
  readonly #tokens = new Map<string, string>()
  readonly #scope: AsyncDisposableStack
  readonly port: number

  private constructor(house: House, { still, jobs, port }: Pick<ProjectDesk, 'still' | 'jobs' | 'port'>, scope: AsyncDisposableStack) {
    this.house = house
    this.still = still
    this.jobs = jobs
    this.port = port
    this.#scope = scope
  }

  /** With the owner Ada, and an archive of at most 1 MB. */
  static async open(): Promise<ProjectDesk> {
    await using scope = new AsyncDisposableStack()
    const house = scope.use(await House.open())
    await house.claim()
    await house.db.groups.add(kids)
    const [still, jobs] = [stillDoor(), new Map<string, JobView>()]
    const context = { access: house.access, db: house.db, log: silent, locals: new WeakSet(), version: '0', projects: still.door, uploads: house.folder.file('uploads'), settings: { upload_mb: 1 } }
    const api = await bareApi(context)
    scope.defer(async () => await api.close())
    for (const add of [projectRoutes, releaseRoutes, deployRoutes, envRoutes, serviceRoutes, keyRoutes, gitRoutes]) add(api, { ...context, jobs: { get: async (id) => jobs.get(id) } })
    await api.ready()
    const server = createServer((request, response) => api.routing(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    scope.defer(async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    })
    const address = server.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    return new ProjectDesk(house, { still, jobs, port }, scope.move())
  }

  /** The owner's sign-in, as a browser sends it. */
  async cookie(): Promise<string> {
    const nobody = { local: false, method: 'POST', cookie: undefined, authorization: undefined, origin: undefined, host: 'x', scheme: 'http', from: 'x', agent: undefined, upgrade: false } as const
    const { cookie } = await this.house.access.signIn(undefined, 'correct horse battery', nobody)
    return cookie.split(';')[0] ?? ''
  }

  /** Somebody new; their id is their name. */
  async person(name: string, role: Exclude<Role, 'owner'>, groups: readonly GroupName[] = []): Promise<void> {
    await this.house.db.people.insert({ id: PersonId.parse(name), role, name, groups, password: null, created: '2026' })
  }

  /** In the door and in the rows. */
  async project(name: string, owner: string | { readonly group: GroupName }): Promise<void> {
    const whose: ProjectOwner = typeof owner === 'string' ? { kind: 'person', id: PersonId.parse(owner) } : { kind: 'group', name: owner.group }
    this.still.all.set(InstanceName.parse(name), projectView(InstanceName.parse(name), whose))
    await this.house.db.projects.insert({ ...sampleProject(name), owner: whose })
  }

  async token(person: string, scope: TokenScope = 'all'): Promise<string> {
    const known = this.#tokens.get(person + scope)
    if (known !== undefined) return known
    const { secret } = await this.house.access.tokens.create(PersonId.parse(person), { label: scope, scope })
    this.#tokens.set(person + scope, secret)
    return secret
  }

  /** Asks as somebody, by a token of theirs: `ben`, or `ben/deploy`. A body that is an object goes as JSON. */
  async ask(who: string, method: string, path: string, body?: object | Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const [person = '', scope = 'all'] = who.split('/')
    const raw = body === undefined || body instanceof Uint8Array
    const type = raw ? {} : { 'content-type': 'application/json' }
    const authorization = `Bearer ${await this.token(person, scope as TokenScope)}`
    return await fetch(this.url(path), { method, headers: { authorization, ...type, ...headers }, ...(body === undefined ? {} : { body: raw ? Uint8Array.from(body) : JSON.stringify(body) }) })
  }

  async status(...asked: Parameters<ProjectDesk['ask']>): Promise<number> {
    const answer = await this.ask(...asked)
    await answer.arrayBuffer()
    return answer.status
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`
  }

  /** The audit, newest first: who, what, on what. */
  async audit(): Promise<string[]> {
    return (await this.house.access.auditLines({ limit: 50 })).map(({ who, action, object }) => `${who}: ${action}: ${object}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scope.disposeAsync()
  }
}
