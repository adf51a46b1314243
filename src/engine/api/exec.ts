import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { Person } from '../../access/person.ts'
import type { Demands } from '../../instances/demands.ts'
import { Loop } from '../../kit/loop.ts'
import { Scope } from '../../kit/scope.ts'
import type { Spec } from '../../model/instance.ts'
import { InstanceName } from '../../model/names.ts'
import { asProblem, Problem } from '../../model/problem.ts'
import { terminalGrant } from '../../model/terminal.ts'
import type { TerminalWord } from '../../model/terminal.ts'
import type { Reports } from '../reports.ts'
import type { ApiContext } from './context.ts'
import { execute } from './execsession.ts'
import { factsOf } from './facts.ts'
import { refuse } from './refuse.ts'

/** Between two looks whether the person may still, milliseconds: a token or a role can end without a word. */
const checkEvery = 10_000
/** Between two touches, milliseconds: an app is not put to sleep under an open terminal. */
const touchEvery = 2000
/** Bytes of one message: what somebody pastes. */
const largest = 1024 * 1024

export interface ExecContext extends Pick<ApiContext, 'access' | 'locals' | 'db' | 'docker' | 'engine' | 'log'> {
  readonly reports: Reports
  readonly demands: Demands
  readonly wake: (name: InstanceName) => void
}

interface Visit {
  readonly person: Person
  readonly name: InstanceName
}

interface Watched {
  readonly request: IncomingMessage
  readonly viewer: WebSocket
  readonly name: InstanceName
}

const path = /^\/api\/instances\/([^/?]+)\/exec$/

/** Programs in an app's containers at `/api/instances/:name/exec`: only for whoever runs the machine, and only where it was granted to the app. */
export class ExecSocket implements AsyncDisposable {
  readonly #context: ExecContext
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: largest, perMessageDeflate: false })
  readonly #open = new Map<Scope, () => void>()
  readonly #running = new Set<Promise<void>>()

  constructor(context: ExecContext) {
    this.#context = context
    context.access.crowd.onChange(() => {
      for (const check of this.#open.values()) check()
    })
  }

  /** Whether this address is meant. */
  static isAt(url: string | undefined): boolean {
    return path.test(url?.split('?')[0] ?? '')
  }

  async upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    try {
      const visit = await this.#allow(request)
      this.#server.handleUpgrade(request, socket, head, (viewer) => {
        const serving = this.#serve(viewer, visit, request).finally(() => this.#running.delete(serving))
        this.#running.add(serving)
      })
    } catch (error) {
      refuse(socket, asProblem(error))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const viewer of this.#server.clients) viewer.terminate()
    await Promise.allSettled(this.#running)
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  /** Asked before, and again and again while it is open. Throws why not. */
  async #allow(request: IncomingMessage): Promise<Visit> {
    const { access, locals } = this.#context
    const facts = factsOf(request, locals)
    const person = await access.who(facts)
    access.checkOrigin(facts, person)
    if (!access.may(person, 'instances.exec')) throw new Problem(person.kind === 'anonymous' ? 'sign-in' : 'forbidden')
    const name = nameIn(request.url)
    const spec = await this.#context.db.specs.get(name)
    if (!spec) throw new Problem('not-found', { what: 'app', name })
    if (!mayEnter(spec)) throw new Problem('no-terminal', { name })
    return { person, name }
  }

  /** What is said to one who went away without a word ends the connection. */
  async #check(request: IncomingMessage, viewer: WebSocket): Promise<void> {
    await this.#allow(request)
    if (viewer.readyState === viewer.OPEN) viewer.ping()
  }

  async #serve(viewer: WebSocket, { person, name }: Visit, request: IncomingMessage): Promise<void> {
    await using scope = new Scope()
    const { log } = this.#context
    const ending = new AbortController()
    const signal = AbortSignal.any([scope.signal, ending.signal])
    viewer.on('close', () => ending.abort(new Error('the terminal was closed')))
    viewer.on('error', () => viewer.terminate())
    try {
      this.#watch(scope, { request, viewer, name }, (problem) => ending.abort(problem))
      await execute(viewer, { ...this.#context, name, person, signal })
    } catch (error) {
      const problem = asProblem(ending.signal.aborted ? ending.signal.reason : error)
      if (viewer.readyState === viewer.OPEN) say(viewer, { type: 'problem', problem: problem.body() })
      if (problem.code === 'internal' && !ending.signal.aborted) log.warn({ err: error, instance: name }, 'a terminal broke')
    }
    viewer.close(1000)
  }

  /** Ends it with the sign-in, the grant or the instance, and keeps the app awake as long as it is open. */
  #watch(scope: Scope, { request, viewer, name }: Watched, end: (problem: Problem) => void): void {
    const { reports, demands, wake, log } = this.#context
    const onError = (error: unknown): void => end(asProblem(error))
    const checking = scope.use(new Loop({ every: checkEvery, turn: async () => await this.#check(request, viewer), onError }))
    this.#open.set(scope, () => checking.wake())
    scope.onClose(() => void this.#open.delete(scope))
    const touch = async (): Promise<void> => {
      demands.touch(name)
      if (reports.get(name)?.status.state !== 'running') wake(name)
      await Promise.resolve()
    }
    scope.use(new Loop({ every: touchEvery, turn: touch, onError: (err) => log.warn({ err }, 'an app under a terminal could not be kept awake') }))
    reports
      .when(name, ({ spec }) => !mayEnter(spec), scope.signal)
      .then(
        () => end(new Problem('no-terminal', { name })),
        () => undefined, // it was closed before
      )
  }
}

/** One of something that is being removed is no place to be. */
function mayEnter({ grants, removal }: Spec): boolean {
  return removal === null && grants.includes(terminalGrant)
}

function nameIn(url: string | undefined): InstanceName {
  const [, text = ''] = path.exec(url?.split('?')[0] ?? '') ?? []
  const name = InstanceName.safeParse(text)
  if (!name.success) throw new Problem('not-found', { what: 'app', name: text })
  return name.data
}

function say(viewer: WebSocket, word: TerminalWord): void {
  viewer.send(JSON.stringify(word))
}
