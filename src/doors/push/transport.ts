import { Readable } from 'node:stream'
import type { Log } from '../../kit/log.ts'
import { Scope } from '../../kit/scope.ts'
import type { InstanceName } from '../../model/names.ts'
import { openSshServer } from '../../ssh/server.ts'
import type { ShownKey } from '../../ssh/publickey.ts'
import type { SshServer } from '../../ssh/server.ts'
import { openHooks } from './git/hooks.ts'
import type { Hooks } from './git/hooks.ts'
import { answerHttp, readRequest } from './git/http.ts'
import type { GitAnswer, GitRequest } from './git/http.ts'
import { gitSession } from './git/session.ts'
import type { Pusher } from './listener.ts'
import type { PushDoor } from './push.ts'
import { receiving } from './receiving.ts'

export interface TransportOptions<Key> {
  readonly door: PushDoor
  readonly staging: (name: string) => string
  /** The UNIX socket that git's hooks come by, and the folder git finds them in. */
  readonly hooks: { readonly socket: string; readonly folder: string; readonly program: string }
  /** Null: only over HTTP. */
  readonly ssh: { readonly host: string; readonly port: number; readonly hostKey: string } | null
  /** Whom a key lets in; nothing where nobody knows it. */
  readonly who: (key: ShownKey) => Promise<Key | undefined>
  readonly stranger: (tried: readonly string[]) => string
  readonly may: (key: Key, project: InstanceName, what: 'push' | 'fetch') => Promise<Pusher | undefined>
  readonly onRevoked: (hear: (isOut: (key: Key) => boolean) => void) => () => void
  readonly log: Log
}

/** How git comes in: over SSH once there is a project, and over the machine's own HTTP. */
export class Transport<Key> implements AsyncDisposable {
  readonly #options: TransportOptions<Key>
  readonly #scope = new Scope()
  readonly #hooks: Hooks<Pusher>
  #ssh: Promise<SshServer<Key>> | undefined

  private constructor(options: TransportOptions<Key>, hooks: Hooks<Pusher>) {
    this.#options = options
    this.#hooks = this.#scope.use(hooks)
    this.#scope.onClose(options.onRevoked((isOut) => this.#end(isOut)))
  }

  static async open<Key>(options: TransportOptions<Key>): Promise<Transport<Key>> {
    const listener = receiving(options)
    const hooks = await openHooks({ ...options.hooks, listener, log: options.log })
    return new Transport(options, hooks)
  }

  /** Opens the port of SSH, where there is to be one. That it is taken is said in the log, and tried again with the next project. */
  listen(): void {
    const { ssh, log } = this.#options
    if (!ssh || this.#ssh) return
    this.#ssh = this.#open(ssh)
    this.#ssh.catch((err: unknown) => {
      this.#ssh = undefined
      log.error({ err, port: ssh.port }, 'the port of git push could not be opened')
    })
  }

  /** Git's smart HTTP; the caller has decided who asks and for which project. */
  async http(project: InstanceName, request: GitRequest, who: Pusher, signal: AbortSignal): Promise<GitAnswer & { readonly body: Readable }> {
    const asked = readRequest(request)
    if (!asked) return { status: 404, headers: { 'content-type': 'text/plain' }, body: Readable.from(['Git asks other things here.\n']) }
    const repository = this.#options.door.repositories.of(project)
    const answer = await answerHttp(request, asked, { repository, signal, begin: async () => await this.#hooks.begin(project, who, repository) })
    return { ...answer, body: typeof answer.body === 'string' ? Readable.from([answer.body]) : answer.body }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const server = await this.#ssh?.catch(() => undefined)
    await server?.[Symbol.asyncDispose]()
    await this.#scope[Symbol.asyncDispose]()
  }

  async #open(where: NonNullable<TransportOptions<Key>['ssh']>): Promise<SshServer<Key>> {
    const { door, who, stranger, may, log } = this.#options
    const sessions = { repositories: door.repositories, hooks: this.#hooks, may }
    return await openSshServer<Key>({ ...where, who, stranger, log, session: async (key, command, channel, signal) => await gitSession(sessions, key, command, channel, signal) })
  }

  #end(isOut: (key: Key) => boolean): void {
    this.#ssh?.then(
      (server) => server.end(isOut),
      () => undefined,
    )
  }
}
