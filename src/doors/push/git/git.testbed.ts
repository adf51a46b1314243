import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { silent } from '../../../kit/log.ts'
import { run, tryRun } from '../../../kit/run.ts'
import type { RunOptions, RunResult } from '../../../kit/run.ts'
import { InstanceName } from '../../../model/names.ts'
import { openSshServer } from '../../../ssh/server.ts'
import type { SshServer } from '../../../ssh/server.ts'
import { openHooks } from './hooks.ts'
import type { Hooks } from './hooks.ts'
import { answerHttp, readRequest } from './http.ts'
import { projectOf } from '../../../git/names.ts'
import type { PushListener } from './received.ts'
import { Repositories } from '../../../git/repositories.ts'
import { gitSession } from './session.ts'

export const blog = InstanceName.parse('blog')
const program = fileURLToPath(new URL('./hook/main.ts', import.meta.url))

/** A git server as the engine has it, over SSH and HTTP, with the project `blog`; whoever holds `key` may push. */
export class GitHouse implements AsyncDisposable {
  readonly folder: string
  readonly repositories: Repositories
  readonly #stack = new AsyncDisposableStack()
  /** Changed by a test: what is said of pushes, and whose key is known. */
  listener: PushListener<string> = { before: async () => await Promise.resolve(true), after: async () => await Promise.resolve() }
  readonly people = new Map<string, string>()
  hooks!: Hooks<string>
  ssh!: SshServer<string>
  http = ''

  private constructor(folder: string) {
    this.folder = folder
    this.repositories = new Repositories(join(folder, 'projects'))
  }

  static async open(): Promise<GitHouse> {
    const house = new GitHouse(await mkdtemp(join(tmpdir(), 'berth-git-')))
    house.#stack.defer(async () => await rm(house.folder, { recursive: true, force: true }))
    await house.repositories.create(blog)
    await house.openHooks()
    house.ssh = house.#stack.use(await house.#openSsh())
    await house.#openHttp()
    await house.key('ada')
    return house
  }

  async openHooks(): Promise<void> {
    const listener: PushListener<string> = { before: async (...about) => await this.listener.before(...about), after: async (...about) => await this.listener.after(...about) }
    this.hooks = await openHooks({ socket: join(this.folder, 'push.sock'), folder: join(this.folder, 'hooks'), program, listener, log: silent })
    const hooks = this.hooks
    this.#stack.defer(async () => await hooks[Symbol.asyncDispose]().catch(() => undefined))
  }

  /** A new key of somebody; with `known`, one that is let in. */
  async key(name: string, { known = true, type = ['-t', 'ed25519'] }: { readonly known?: boolean; readonly type?: readonly string[] } = {}): Promise<string> {
    const path = join(this.folder, `key-${name}`)
    await run(['ssh-keygen', '-q', ...type, '-N', '', '-C', name, '-f', path])
    const [, blob = ''] = (await readFile(`${path}.pub`, 'utf8')).split(' ')
    if (known) this.people.set(blob, name)
    return path
  }

  /** The ssh of whoever holds these keys, as git runs it. */
  sshCommand(names: readonly string[] = ['ada'], ...more: string[]): string {
    const keys = names.map((name) => `-i ${join(this.folder, `key-${name}`)}`)
    return ['ssh', '-F', '/dev/null', '-o', 'IdentitiesOnly=yes', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR', ...keys, ...more].join(' ')
  }

  get remote(): string {
    return `ssh://berth@127.0.0.1:${this.ssh.port}/blog`
  }

  /** The git of a person, at their own machine. */
  async git(args: readonly string[], cwd: string, { env, ...options }: RunOptions = {}): Promise<RunResult> {
    const who = { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.org', GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.org' }
    return await tryRun(['git', ...args], {
      cwd,
      ...options,
      env: { ...who, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0', GIT_SSH_COMMAND: this.sshCommand(), ...env },
    })
  }

  /** As `git`, which must go well. */
  async good(args: readonly string[], cwd: string, options: RunOptions = {}): Promise<string> {
    const { code, out, err } = await this.git(args, cwd, options)
    if (code !== 0) throw new Error(`git ${args.join(' ')}: ${err}`)
    return out.trim()
  }

  /** A clone-to-be with one commit of these files. */
  async work(name: string, files: Readonly<Record<string, string>> = { 'index.html': 'hello\n' }): Promise<string> {
    const folder = join(this.folder, 'work', name)
    await mkdir(folder, { recursive: true })
    await this.good(['init', '--quiet', '--initial-branch=main'], folder)
    await this.good(['remote', 'add', 'berth', this.remote], folder)
    await this.commit(folder, files)
    return folder
  }

  async commit(folder: string, files: Readonly<Record<string, string>>, message = 'A change'): Promise<string> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(folder, dirname(path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    await this.good(['add', '--all', '--force'], folder)
    await this.good(['commit', '--quiet', '--allow-empty', '-m', message], folder)
    return await this.good(['rev-parse', 'HEAD'], folder)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync()
  }

  async #openSsh(): Promise<SshServer<string>> {
    const may = async (key: string, project: InstanceName): Promise<string | undefined> => await Promise.resolve(project === blog ? key : undefined)
    return await openSshServer<string>({
      host: '127.0.0.1',
      port: 0,
      hostKey: join(this.folder, 'host', 'key'),
      who: async ({ blob }) => await Promise.resolve(this.people.get(blob)),
      stranger: (tried) => `None of these keys is known here: ${tried.join(' ')}`,
      session: async (...about) => await gitSession({ repositories: this.repositories, hooks: this.hooks, may }, ...about),
      log: silent,
    })
  }

  async #openHttp(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response).catch(() => response.destroy()))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    this.http = `http://127.0.0.1:${(server.address() as AddressInfo).port}/git/blog.git`
    this.#stack.defer(async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, name = '', path = ''] = /^\/git\/([^/]+)\/(.*)$/s.exec(request.url ?? '') ?? []
    const [project, asked] = [projectOf(name), readRequest({ method: request.method ?? '', path })]
    if (project !== blog || !asked) return void response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such project here.\n')
    const [gone, repository] = [new AbortController(), this.repositories.of(project)]
    response.once('close', () => gone.abort())
    const answer = await answerHttp({ method: request.method ?? '', path, headers: request.headers, body: request }, asked, {
      repository,
      begin: async () => await this.hooks.begin(project, 'http', repository),
      signal: gone.signal,
    })
    response.writeHead(answer.status, answer.headers)
    if (typeof answer.body === 'string') response.end(answer.body)
    else await pipeline(answer.body, response)
  }
}
