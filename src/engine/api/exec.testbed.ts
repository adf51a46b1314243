import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { readFile } from 'node:fs/promises'
import { WebSocket } from 'ws'
import type { RawData } from 'ws'
import { cookieOf, facts, House, rightPassword } from '../../access/house.testbed.ts'
import { Stage } from '../../docker/docker.contract.ts'
import { openDocker } from '../../docker/real.ts'
import { bringTestImage } from '../../docker/testimage.ts'
import { Demands } from '../../instances/demands.ts'
import { pickSubnet, routesOf } from '../../instances/networks.ts'
import { samplePlan, sampleSpec } from '../../instances/samples.ts'
import { systemClock } from '../../kit/clock.ts'
import { silent } from '../../kit/log.ts'
import type { TokenScope } from '../../model/api.ts'
import { Grant } from '../../model/grant.ts'
import type { Spec } from '../../model/instance.ts'
import type { State } from '../../model/lifecycle.ts'
import { InstanceName } from '../../model/names.ts'
import type { TerminalOpen, TerminalWord } from '../../model/terminal.ts'
import { Reports } from '../reports.ts'
import { ExecSocket } from './exec.ts'

export const notes = InstanceName.parse('notes')
const host = 'berth.localhost'
const first = sampleSpec({ plan: samplePlan(['web', 'db']), grants: [Grant.parse('terminal')] })

export interface Dialling {
  readonly name?: string
  readonly cookie?: string
  readonly origin?: string
  readonly token?: string
}

/** For tests: real containers of an app that may be entered, real sign-ins, and the socket in front of them. */
export class Place implements AsyncDisposable {
  readonly house: House
  readonly stage: Stage
  readonly reports = new Reports()
  readonly demands = new Demands(systemClock, new Map())
  readonly #stack = new AsyncDisposableStack()
  /** The id of the container `web`. */
  web = ''
  woken = 0
  #port = 0
  #cookie = ''
  #spec: Spec = first

  private constructor(house: House, stage: Stage) {
    this.house = house
    this.stage = stage
  }

  static async open(busybox: string): Promise<Place> {
    await using opening = new AsyncDisposableStack()
    const house = opening.use(await House.open())
    const docker = opening.use(await openDocker({ socket: '/var/run/docker.sock', log: silent }))
    const image = await bringTestImage(docker, busybox)
    const subnet = pickSubnet('10.214.0.0/16', [...(await docker.subnets()), ...routesOf(await readFile('/proc/net/route', 'utf8'))]) ?? assert.fail('no subnet is free')
    const stage = opening.use(new Stage({ docker, image, subnets: [subnet, subnet] }, async () => await Promise.resolve()))
    const place = new Place(house, stage)
    opening.defer(async () => {
      for (const { id } of await stage.look(notes)) await docker.stop(id, 0)
    })
    await place.#prepare(opening)
    place.#stack.use(opening.move())
    return place
  }

  /** As it was in the beginning, with the owner signed in anew. */
  async reset(): Promise<void> {
    this.#cookie = cookieOf(await this.house.access.signIn('Ada', rightPassword, facts({ host })))
    await this.change(first)
    this.woken = 0
  }

  async dial(): Promise<Line> {
    const socket = this.#socket({})
    await once(socket, 'open')
    return new Line(socket)
  }

  /** The status and the code with which somebody is turned away. */
  async refusal(dialling: Dialling): Promise<string> {
    const socket = this.#socket(dialling)
    socket.on('error', () => undefined)
    const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
    let body = ''
    for await (const chunk of answer) body += String(chunk)
    return `${answer.statusCode} ${(JSON.parse(body) as { code: string }).code}`
  }

  async change(more: Partial<Spec>): Promise<void> {
    this.#spec = { ...this.#spec, ...more }
    await this.house.db.specs.change(notes, () => this.#spec)
    this.report('running')
  }

  report(state: State): void {
    const status = { name: notes, state, since: new Date().toISOString(), cause: null, crashes: 0, oom: 0, nextTry: null }
    this.reports.put({ spec: this.#spec, status, doing: null, targets: [], up: state === 'running', held: null, next: null })
  }

  /** Where a program finds it. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Of the owner. */
  async token(scope: TokenScope): Promise<string> {
    const owner = (await this.house.db.people.owner()) ?? assert.fail('nobody owns it')
    return (await this.house.access.tokens.create(owner.id, { label: 'program', days: 1, scope })).secret
  }

  async signOut(): Promise<void> {
    const asked = facts({ cookie: this.#cookie, host })
    await this.house.access.signOut(await this.house.access.who(asked), asked)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync()
  }

  async #prepare(opening: AsyncDisposableStack): Promise<void> {
    const { house, stage } = this
    await stage.create(notes, { web: idle, db: idle })
    const all = await stage.look(notes)
    for (const { id } of all) await stage.bench.docker.start(id)
    this.web = all.find(({ service }) => service === 'web')?.id ?? ''
    this.#cookie = await house.claim()
    await house.db.specs.insert(this.#spec)
    this.report('running')
    const { access, db } = house
    const context = { access, db, docker: stage.bench.docker, engine: stage.engine, log: silent, locals: new WeakSet<Socket>(), reports: this.reports, demands: this.demands }
    const exec = opening.use(new ExecSocket({ ...context, wake: () => this.woken++ }))
    this.#port = await serve(exec, opening)
  }

  #socket({ name = 'notes', cookie = this.#cookie, origin = `http://${host}`, token }: Dialling): WebSocket {
    const who = token === undefined ? { cookie, origin } : { authorization: `Bearer ${token}` }
    return new WebSocket(`ws://127.0.0.1:${this.#port}/api/instances/${name}/exec`, { headers: { host, ...who } })
  }
}

const idle = ['/bin/busybox', 'sleep', '1000']

async function serve(exec: ExecSocket, opening: AsyncDisposableStack): Promise<number> {
  const server = createServer()
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => void exec.upgrade(request, socket, head))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  opening.defer(async () => await new Promise<void>((resolve) => server.close(() => resolve())))
  return (server.address() as AddressInfo).port
}

/** The other end of a terminal. */
export class Line implements Disposable {
  /** Resolves with what was said in words, and when it is over. */
  readonly closed: Promise<unknown>
  readonly #socket: WebSocket
  readonly #heard: Buffer[] = []
  readonly #words: TerminalWord[] = []

  constructor(socket: WebSocket) {
    this.#socket = socket
    this.closed = once(socket, 'close')
    socket.on('message', (data: RawData, isBinary: boolean) => {
      const bytes = data as Buffer
      if (isBinary) this.#heard.push(bytes)
      else this.#words.push(JSON.parse(bytes.toString()) as TerminalWord)
    })
  }

  open(asked: Omit<TerminalOpen, 'type'>): void {
    this.say({ type: 'open', ...asked })
  }

  say(what: object): void {
    this.#socket.send(JSON.stringify(what))
  }

  type(text: string): void {
    this.#socket.send(Buffer.from(text))
  }

  /** What it ended with. */
  async word(): Promise<TerminalWord> {
    await this.closed
    return this.#words[0] ?? assert.fail('it ended without a word')
  }

  /** All that was heard; with a stream, what was marked with it. */
  text(stream?: 1 | 2): string {
    return Buffer.concat(this.#of(stream)).toString()
  }

  bytes(stream?: 1 | 2): number {
    return this.#of(stream).reduce((sum, { length }) => sum + length, 0)
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  close(): void {
    this.#socket.close()
  }

  [Symbol.dispose](): void {
    this.#socket.terminate()
  }

  #of(stream: 1 | 2 | undefined): readonly Buffer[] {
    return stream === undefined ? this.#heard : this.#heard.filter((each) => each[0] === stream).map((each) => each.subarray(1))
  }
}
