import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connection } from '../../../../model/preview.ts'
import type { ConnectionSecrets } from '../provider.ts'
import { makeApp } from './standin/apps.testbed.ts'
import { BareRepository } from './standin/git.testbed.ts'
import type { Files } from './standin/git.testbed.ts'
import { Hooks } from './standin/hooks.testbed.ts'
import { StandInPulls } from './standin/pulls.testbed.ts'
import { StandInServer } from './standin/server.testbed.ts'
import type { Call } from './standin/server.testbed.ts'
import { nameOf, ownerOf, State } from './standin/state.testbed.ts'
import type { Role, StandInApp, StandInDeployment, StandInRepository, StandInStatus } from './standin/state.testbed.ts'
import { Troubles } from './standin/trouble.testbed.ts'
import type { Trouble } from './standin/trouble.testbed.ts'
import { repositoryShape, userShape } from './standin/shapes.testbed.ts'

export interface NewRepository {
  readonly files?: Files
  readonly isPrivate?: boolean
  readonly collaborators?: Readonly<Record<string, Role>>
}

export interface Way {
  readonly connection: Pick<Connection, 'provider' | 'url' | 'api' | 'label' | 'by'>
  readonly secrets: ConnectionSecrets
}

/**
 * A GitHub on loopback, as an Enterprise server without TLS: its API, real git repositories over HTTP, and webhooks that are
 * signed by GitHub's own library. What is done by its methods changes it and sends the webhook; what is asked of it is in `calls`.
 *
 *     await using github = await GitHubStandIn.open()
 *     const { connection, secrets } = github.byToken('berth')
 *     github.hooks.to('http://127.0.0.1:…/doors/preview/github', secrets.webhook)
 *     await github.repository('acme/shop', { files: { Dockerfile: '…' }, collaborators: { ada: 'write' } })
 *     const { number } = await github.openPull('acme/shop', { author: 'ada', files: { 'index.html': 'new' } })
 *     github.fail({ kind: 'down', only: /statuses/, times: 3 })
 */
export class GitHubStandIn extends StandInPulls implements AsyncDisposable {
  readonly #server: StandInServer
  readonly #troubles: Troubles
  readonly #folder: string

  private constructor(parts: { readonly state: State; readonly server: StandInServer; readonly troubles: Troubles; readonly folder: string }) {
    super(parts.state, new Hooks(), parts.server.url)
    this.#server = parts.server
    this.#troubles = parts.troubles
    this.#folder = parts.folder
  }

  static async open(): Promise<GitHubStandIn> {
    const [state, troubles] = [new State(), new Troubles()]
    return new GitHubStandIn({ state, troubles, server: await StandInServer.open(state, troubles), folder: await mkdtemp(join(tmpdir(), 'berth-github-')) })
  }

  /** Of its API. Its pages, and its repositories, are at `url`. */
  get api(): string {
    return `${this.url}/api/v3`
  }

  /** Everything that was asked of it, in order. */
  get calls(): readonly Call[] {
    return this.#server.calls
  }

  /** What was asked, in words: `POST /repos/acme/shop/statuses/… 201`; by a pattern, those that fit. */
  called(pattern = /^/): readonly string[] {
    return this.calls.map(({ what, status }) => `${what} ${status}`).filter((call) => pattern.test(call))
  }

  /** A connection by somebody's token; `login` is an admin of every repository that is made after. */
  byToken(login = 'berth'): Way & { readonly token: string } {
    const token = `ghp_${randomBytes(18).toString('hex')}`
    this.state.tokens.set(token, { kind: 'person', login })
    this.#admins.add(login)
    for (const { collaborators } of this.state.repositories) collaborators.set(login, 'admin')
    const secrets = { webhook: randomBytes(20).toString('hex'), token, key: null }
    return { connection: { provider: 'github', url: this.url, api: this.api, label: 'GitHub', by: { kind: 'token', login } }, secrets, token }
  }
  readonly #admins = new Set<string>()

  /** A connection by an App that these accounts have installed, for all of their repositories. */
  byApp(accounts: readonly string[], name = 'Berth'): Way & { readonly app: StandInApp } {
    const app = makeApp(this.state, name)
    for (const account of accounts) this.install(app, account)
    const connection: Way['connection'] = { provider: 'github', url: this.url, api: this.api, label: name, by: { kind: 'app', id: app.id, slug: app.slug, page: `${this.url}/apps/${app.slug}` } }
    return { connection, secrets: { webhook: app.secret, token: null, key: app.key }, app }
  }

  /** The Apps that were made from manifests, and by `byApp`. */
  get apps(): readonly StandInApp[] {
    return this.state.apps
  }

  /** With paths, for those repositories only. */
  install(app: StandInApp, account: string, paths?: readonly string[]): number {
    const installation = { id: this.state.next(), app, account, repositories: paths ? new Set(paths.map((path) => this.state.at(path).id)) : null, suspended: false }
    this.state.installations.push(installation)
    return installation.id
  }

  /** Its tokens end with it. */
  async uninstall(app: StandInApp, account: string): Promise<void> {
    const at = this.state.installations.findIndex((one) => one.app === app && one.account === account)
    const [gone] = at < 0 ? [] : this.state.installations.splice(at, 1)
    for (const [token, holder] of this.state.tokens) if (holder.kind === 'installation' && holder.installation === gone) this.state.tokens.delete(token)
    await this.hooks.happened('installation', { action: 'deleted', installation: { id: gone?.id ?? 0, app_id: app.id, account: userShape(account) }, sender: userShape(account) })
  }

  /** Tokens that were made are not good any more: `ghp_…` and `ghs_…` alike, or one of them. */
  revoke(token?: string): void {
    if (token === undefined) this.state.tokens.clear()
    else this.state.tokens.delete(token)
  }

  async repository(path: string, { files = { 'README.md': '# hello\n' }, isPrivate = false, collaborators = {} }: NewRepository = {}): Promise<StandInRepository> {
    const repository = await this.#make(path, isPrivate, null)
    for (const login of this.#admins) repository.collaborators.set(login, 'admin')
    for (const [login, role] of Object.entries(collaborators)) repository.collaborators.set(login, role)
    const commit = await repository.git.commit({ files, onto: null, message: 'Begin', author: ownerOf(repository), date: this.state.tick() })
    await repository.git.point('refs/heads/main', commit)
    return repository
  }

  /** Somebody's copy of a repository; `openPull` with `fork` makes it by itself. */
  override async fork(path: string, owner: string): Promise<StandInRepository> {
    const parent = this.state.at(path)
    const known = this.state.find(`${owner}/${nameOf(parent)}`)
    if (known) return known
    const fork = await this.#make(`${owner}/${nameOf(parent)}`, parent.isPrivate, parent)
    await fork.git.copy(parent.git)
    return fork
  }

  /** Its old path sends on to the new one. */
  async rename(path: string, to: string): Promise<void> {
    const repository = this.state.at(path)
    const [owner, name] = [ownerOf(repository), nameOf(repository)]
    this.state.moved.set(path, repository)
    repository.path = to
    const transferred = ownerOf(repository) !== owner
    const changes = transferred ? { owner: { from: { user: userShape(owner) } } } : { repository: { name: { from: name } } }
    await this.hooks.happened('repository', { action: transferred ? 'transferred' : 'renamed', repository: repositoryShape(repository), changes, sender: userShape(owner) })
  }

  async remove(path: string): Promise<void> {
    const repository = this.state.at(path)
    repository.gone = true
    const pulls = this.state.repositories.flatMap((one) => [...one.pulls.values()])
    for (const pull of pulls.filter(({ from }) => from === repository)) pull.from = null
    await this.hooks.happened('repository', { action: 'deleted', repository: repositoryShape(repository), sender: userShape(ownerOf(repository)) })
  }

  /** From now on calls fail like this, those that are asked for by `only`. */
  fail(trouble: Trouble): void {
    this.#troubles.fail(trouble)
  }

  /** Nothing fails any more; connections are taken again. */
  async heal(): Promise<void> {
    this.#troubles.heal()
    if (this.#isAway) await this.#server.listen()
    this.#isAway = false
  }

  /** Connections are refused until `heal`. */
  async goAway(): Promise<void> {
    this.#isAway = true
    await this.#server.close()
  }
  #isAway = false

  /** Texts of the comments of a pull request, and whose they are. */
  comments(path: string, number: number): readonly { readonly login: string; readonly body: string }[] {
    return this.state.at(path).comments.filter((one) => one.number === number)
  }

  deployments(path: string): readonly StandInDeployment[] {
    return this.state.at(path).deployments
  }

  statuses(path: string): readonly StandInStatus[] {
    return this.state.at(path).statuses
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #make(path: string, isPrivate: boolean, parent: StandInRepository | null): Promise<StandInRepository> {
    const id = this.state.next()
    const git = await BareRepository.create(join(this.#folder, String(id)))
    const repository = { id, path, isPrivate, git, parent, collaborators: new Map(), pulls: new Map(), comments: [], deployments: [], statuses: [], pushed: this.state.tick(), gone: false }
    this.state.repositories.push(repository)
    return repository
  }
}
