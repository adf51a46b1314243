import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, Server as TcpServer, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { silent } from '../kit/log.ts'
import { until } from '../kit/until.ts'
import { InstanceName } from '../model/names.ts'
import { PersonId } from '../model/person.ts'
import { openGateway } from './gateway.ts'
import type { Gateway } from './gateway.ts'
import { GatewayFrame } from './protocol.ts'
import type { Certificate, Crowd, DemandRow, EngineFrame, Route, Session } from './protocol.ts'
import type { GatewaySettings } from './settings.ts'
import { sign } from './tickets.ts'

/** For tests: a real gateway on a free port of loopback, with the test in the engine's place. */
export interface Testbed extends AsyncDisposable {
  readonly gateway: Gateway
  readonly port: number
  readonly folder: string
  readonly engineSocket: string
  readonly key: Buffer
  engine: EngineEnd
  /** Connects once more, as an engine that was restarted does. */
  reconnect(routes: readonly Route[]): Promise<void>
  /** A session cookie for an instance, as `/.berth/enter` would have set it. */
  cookie(instance: string, session?: string): string
}

export interface TestbedOptions {
  readonly routes?: readonly Route[]
  readonly settings?: Partial<GatewaySettings>
  /** Sign-ins of the owner, or whose you like. */
  readonly sessions?: readonly (string | Session)[]
  readonly owner?: string
  readonly open?: boolean
  readonly lan?: string
  /** Told before the routes; then there is a port for HTTPS alone, too. */
  readonly certificates?: readonly Certificate[]
  readonly redirect?: boolean
  readonly proxies?: readonly string[]
}

export async function openTestbed({
  routes = [],
  settings = {},
  sessions = ['s1'],
  owner = 'Ada',
  open = false,
  lan,
  certificates,
  redirect = false,
  proxies = [],
}: TestbedOptions = {}): Promise<Testbed> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-gateway-'))
  const socket = join(folder, 'gateway.sock')
  const engineSocket = join(folder, 'engine.sock')
  const key = randomBytes(32)
  const gateway = await openGateway({ socket, ports: [0], address: '127.0.0.1', log: silent, version: 'test', settings, proxies, tlsPorts: certificates ? [0] : [] })
  const snapshot = (given: readonly Route[]): EngineFrame => ({
    type: 'snapshot',
    domain: 'localhost',
    consoleNames: ['localhost'],
    engineSocket,
    key: key.toString('base64url'),
    lan: lan ?? null,
    identity: { issuer: 'http://berth.localhost', key: privateJwk },
    crowd: crowdOf(sessions, { owner, open }),
    routes: [...given],
  })
  const https: EngineFrame[] = certificates ? [{ type: 'certificates', certificates: [...certificates], redirect }] : []
  const bed: Testbed = {
    gateway,
    port: gateway.port,
    folder,
    engineSocket,
    key,
    engine: await EngineEnd.open(socket, ...https, snapshot(routes)),
    async reconnect(given) {
      bed.engine = await EngineEnd.open(socket, snapshot(given))
    },
    cookie(instance, session = 's1') {
      return `berth-app-${instance}=${sign({ use: 'session', instance, session, expires: Date.now() / 1000 + 60 }, key)}`
    },
    async [Symbol.asyncDispose]() {
      bed.engine.close()
      await gateway[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return bed
}

/** Sign-ins by their ids are the owner's. */
export function crowdOf(sessions: readonly (string | Session)[], { owner = 'Ada', open = false } = {}): Crowd {
  const ownerOf = (id: string): Session => ({ id, of: { kind: 'person', id: PersonId.parse('owner'), name: owner, role: 'owner', groups: [] } })
  return { sessions: sessions.map((one) => (typeof one === 'string' ? ownerOf(one) : one)), open }
}

const privateJwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as Record<string, string>

/** The engine's end of the wire. */
export class EngineEnd {
  readonly frames: GatewayFrame[] = []
  readonly #socket: Socket

  static async open(path: string, ...frames: readonly EngineFrame[]): Promise<EngineEnd> {
    const engine = new EngineEnd(connect(path))
    for (const frame of frames) engine.send(frame)
    await engine.heard((frame) => frame.type === 'demand' && frame.full)
    return engine
  }

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('error', () => undefined)
    createInterface({ input: socket }).on('line', (line) => this.frames.push(GatewayFrame.parse(JSON.parse(line))))
  }

  send(frame: EngineFrame): void {
    this.#socket.write(JSON.stringify(frame) + '\n')
  }

  put(route: Route): void {
    this.send({ type: 'route', route })
  }

  async heard(wanted: (frame: GatewayFrame) => boolean): Promise<GatewayFrame> {
    const found = await until(() => this.frames.find(wanted), { deadline: 10_000 })
    if (!found) throw new Error(`not heard within ten seconds; heard ${JSON.stringify(this.frames)}`)
    return found
  }

  /** The newest row about an instance. */
  row(instance: string): DemandRow | undefined {
    return this.frames
      .flatMap((frame) => (frame.type === 'demand' ? frame.rows : []))
      .filter((row) => row.instance === instance)
      .at(-1)
  }

  close(): void {
    this.#socket.destroy()
  }
}

export type RouteOptions = Partial<Omit<Route, 'instance'>> & { readonly port?: number; readonly listen?: number | null; readonly protocol?: 'http' | 'tcp'; readonly open?: boolean }

/** A public route to a port on loopback; asleep where no port is given. */
export function route(name: string, { port, listen = null, protocol = 'http', open, ...more }: RouteOptions = {}): Route {
  const target = port === undefined ? null : { host: '127.0.0.1', port }
  return {
    instance: InstanceName.parse(name),
    title: name,
    policy: { access: 'public', paths: {} },
    entries: [{ listen, protocol, target, ...(open === undefined ? {} : { open }) }],
    state: port === undefined ? 'stopped' : 'running',
    since: Date.now(),
    step: null,
    expected: null,
    cause: null,
    ...more,
  }
}

/** A real HTTP server on loopback. */
export async function openApp(listener: RequestListener): Promise<AsyncDisposable & { readonly server: Server; readonly port: number }> {
  const server = createServer(listener)
  return { server, ...(await opened(server)), [Symbol.asyncDispose]: () => closed(server) }
}

export async function opened(server: TcpServer, port = 0): Promise<{ readonly port: number }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return { port: (server.address() as AddressInfo).port }
}

async function closed(server: Server): Promise<void> {
  const done = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await done
}
