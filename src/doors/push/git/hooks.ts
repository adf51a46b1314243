import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import type { Log } from '../../../kit/log.ts'
import type { InstanceName } from '../../../model/names.ts'
import { answerHook } from './answer.ts'
import { writeHooks } from './hookfiles.ts'
import type { Push } from './push.ts'
import type { PushListener } from './received.ts'
import type { Repository } from '../../../git/repository.ts'

export interface HooksOptions<Who> {
  /** The UNIX socket that hooks come by. */
  readonly socket: string
  /** The folder that git finds its hooks in; it is ours. */
  readonly folder: string
  /** The path of `hook/main.ts`, or of what is built of it. */
  readonly program: string
  readonly listener: PushListener<Who>
  /** Refs that one push may move. */
  readonly mostRefs?: number
  readonly log: Log
}

/** The environment and the settings with which git finds our hooks; disposing ends the following. */
export interface Begun extends Disposable {
  readonly env: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, string>>
}

export async function openHooks<Who>(options: HooksOptions<Who>): Promise<Hooks<Who>> {
  await rm(options.socket, { force: true })
  const server = createServer()
  server.listen(options.socket)
  await once(server, 'listening')
  await chmod(options.socket, 0o600)
  return new Hooks(server, options)
}

/** The engine's side of the hooks: which pushes are at work, and what their hooks ask. */
export class Hooks<Who> implements AsyncDisposable {
  readonly #server: Server
  readonly #options: HooksOptions<Who>
  readonly #pushes = new Map<string, Push<Who>>()
  readonly #answers = new Map<Socket, Promise<void>>()
  #written: Promise<void> | undefined

  constructor(server: Server, options: HooksOptions<Who>) {
    this.#server = server
    this.#options = options
    server.on('connection', (socket) => this.#answer(socket))
  }

  /** From here on git may be started for this push. The hooks are written when the first one begins. */
  async begin(project: InstanceName, who: Who, repository: Repository): Promise<Begun> {
    this.#written ??= writeHooks(this.#options.folder, this.#options.program)
    await this.#written.catch((error: unknown) => {
      this.#written = undefined
      throw error
    })
    const [id, gone] = [randomBytes(24).toString('hex'), new AbortController()]
    this.#pushes.set(id, { project, who, repository, asked: new Set(), signal: gone.signal })
    const end = (): void => {
      this.#pushes.delete(id)
      gone.abort(new Error('the push has ended'))
    }
    return { env: { BERTH_PUSH_SOCKET: this.#options.socket, BERTH_PUSH_ID: id }, settings: { 'core.hooksPath': this.#options.folder }, [Symbol.dispose]: end }
  }

  /** Hooks that still wait are left alone; whoever follows is told by its signal. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#answers.keys()) socket.destroy()
    await Promise.all(this.#answers.values())
    await closed
  }

  #answer(socket: Socket): void {
    const { listener, mostRefs = 1000, log } = this.#options
    const answer = answerHook(socket, { find: (id) => this.#pushes.get(id), listener, mostRefs, log })
    this.#answers.set(socket, answer)
    void answer.finally(() => this.#answers.delete(socket))
  }
}
