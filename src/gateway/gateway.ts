import type { Clock } from '../kit/clock.ts'
import { systemClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { Scope } from '../kit/scope.ts'
import { Permit } from './access/permit.ts'
import { Visitors } from './access/visitors.ts'
import { Front } from './front.ts'
import { Listener } from './http/listener.ts'
import { Link } from './link/link.ts'
import { Ports } from './ports.ts'
import type { PortsOptions } from './ports.ts'
import type { EngineFrame, GatewayFrame } from './protocol.ts'
import { defaultSettings } from './settings.ts'
import type { GatewaySettings } from './settings.ts'
import { Reporter } from './sites/reporter.ts'
import type { Site } from './sites/site.ts'
import { Sites } from './sites/sites.ts'

export interface GatewayOptions {
  /** The path of the UNIX socket at which the engine finds the gateway. */
  readonly socket: string
  /** The first of these that may be opened becomes the main port; 0 is any free one. */
  readonly ports: readonly number[]
  /** All addresses of the machine when not given. */
  readonly address?: string
  readonly log: Log
  readonly version: string
  readonly settings?: Partial<GatewaySettings>
  readonly clock?: Clock
}

export interface Gateway extends AsyncDisposable {
  readonly port: number
}

/** Opens the gateway. Throws when none of the ports can be opened, or when another gateway has the socket. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const opening = new Opening(options)
  try {
    return await opening.open()
  } catch (error) {
    await opening[Symbol.asyncDispose]()
    throw error
  }
}

/** Where the gateway's parts meet. */
class Opening implements Gateway {
  readonly #options: GatewayOptions
  readonly #settings: GatewaySettings
  readonly #scope = new Scope()
  readonly #sites: Sites
  readonly #visitors: Visitors
  readonly #reporter: Reporter
  readonly #front: Front
  readonly #ports: Ports
  #link: Link | undefined
  #port = 0

  constructor(options: GatewayOptions) {
    const { log, clock = systemClock, address } = options
    const settings = { ...defaultSettings, ...options.settings }
    const send = (frame: GatewayFrame) => this.#link?.send(frame)
    this.#options = options
    this.#settings = settings
    this.#visitors = new Visitors(clock)
    this.#reporter = this.#scope.use(new Reporter({ clock, log, every: settings.reportEvery, send }))
    this.#sites = this.#scope.use(
      new Sites({
        clock,
        settings,
        who: (instance, cookies) => this.#visitors.of(instance, cookies),
        onDemand: (site) => this.#reporter.note(site),
        onUnreachable: ({ instance }) => send({ type: 'unreachable', instance }),
        onGone: (site) => this.#reporter.forget(site),
      }),
    )
    this.#front = new Front({
      clock,
      sites: this.#sites,
      visitors: this.#visitors,
      permit: new Permit(this.#visitors),
      sessionSeconds: settings.sessionSeconds,
      headerLines: settings.headerLines,
      mainPort: () => this.#port,
      onRetry: ({ instance }: Site) => send({ type: 'retry', instance }),
    })
    const onFailed: PortsOptions['onFailed'] = (entry, port, reason) => send({ type: 'port-failed', instance: entry.site.instance, port, reason })
    this.#ports = this.#scope.use(new Ports({ settings, address, log, front: this.#front, onFailed }))
  }

  get port(): number {
    return this.#port
  }

  async open(): Promise<this> {
    const { socket, log } = this.#options
    const main = this.#scope.use(await this.#openMain())
    this.#port = main.port
    this.#link = this.#scope.use(await Link.open({ socket, log, onFrame: (frame) => this.#hear(frame) }))
    log.info({ port: this.#port, socket }, 'the gateway is open')
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scope[Symbol.asyncDispose]()
  }

  async #openMain(): Promise<Listener> {
    const { ports, address, log } = this.#options
    const receive = this.#front.receive.bind(this.#front)
    let last: unknown = new Error('no port was given')
    for (const port of ports) {
      try {
        return await Listener.open({ port, address, settings: this.#settings, receive })
      } catch (err) {
        last = err
        log.warn({ port, err }, 'this port cannot be had')
      }
    }
    throw last
  }

  #hear(frame: EngineFrame): void {
    if (frame.type === 'sessions') this.#keepPeople(frame)
    else if (frame.type === 'snapshot') this.#take(frame)
    else if (frame.type === 'route') this.#sites.put(frame.route)
    else this.#sites.drop(frame.instance)
    if (frame.type !== 'sessions') this.#ports.settle(this.#sites.listening())
  }

  #keepPeople({ sessions: ids, owner }: Extract<EngineFrame, { sessions: unknown }>): void {
    const sessions = new Set(ids)
    if (owner !== undefined) this.#visitors.owner = owner
    this.#visitors.sessions = sessions
    for (const site of this.#sites.all()) site.keepOnly(sessions)
  }

  #take(snapshot: Extract<EngineFrame, { type: 'snapshot' }>): void {
    this.#visitors.key = snapshot.key
    this.#keepPeople(snapshot)
    this.#sites.take(snapshot)
    this.#link?.send({ type: 'hello', version: this.#options.version, pid: process.pid, listening: [this.#port, ...this.#ports.listening] })
    this.#reporter.tellAll(this.#sites.all())
  }
}
