import type { Clock } from '../kit/clock.ts'
import { systemClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { Scope } from '../kit/scope.ts'
import { Identity } from './access/identity.ts'
import { Permit } from './access/permit.ts'
import { Visitors } from './access/visitors.ts'
import { Witness } from './access/witness.ts'
import { Proxies } from './forwardauth/proxies.ts'
import { Front } from './front.ts'
import { openFirst } from './http/firstport.ts'
import { Listener } from './http/listener.ts'
import { Link } from './link/link.ts'
import { Ports } from './ports.ts'
import type { PortsOptions } from './ports.ts'
import type { Crowd, EngineFrame, GatewayFrame } from './protocol.ts'
import { defaultSettings } from './settings.ts'
import type { GatewaySettings } from './settings.ts'
import { Reporter } from './sites/reporter.ts'
import type { Site } from './sites/site.ts'
import { Sites } from './sites/sites.ts'
import { Https } from './tls/https.ts'

export interface GatewayOptions {
  /** The path of the UNIX socket at which the engine finds the gateway. */
  readonly socket: string
  /** The first of these that may be opened becomes the main port; 0 is any free one. */
  readonly ports: readonly number[]
  /** The first of these that may be opened is for HTTPS alone; there may be none. */
  readonly tlsPorts?: readonly number[]
  /** Addresses and ranges of somebody else's reverse proxies, which are believed. */
  readonly proxies?: readonly string[]
  /** All addresses of the machine when not given. */
  readonly address?: string
  readonly log: Log
  readonly version: string
  readonly settings?: Partial<GatewaySettings>
  readonly clock?: Clock
}

export interface Gateway extends AsyncDisposable {
  readonly port: number
  /** The port of HTTPS alone, where one could be had. */
  readonly tlsPort: number | null
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
  readonly #permit: Permit
  readonly #identity: Identity
  readonly #https: Https
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
    this.#permit = new Permit(this.#visitors)
    this.#identity = new Identity(clock)
    this.#https = new Https(log)
    this.#reporter = this.#scope.use(new Reporter({ clock, log, every: settings.reportEvery, send }))
    this.#sites = this.#scope.use(
      new Sites({
        clock,
        settings,
        who: (instance, head) => this.#visitors.of(instance, head),
        identify: (instance, visitor) => this.#identity.lines(instance, visitor),
        onDemand: (site) => this.#reporter.note(site),
        onUnreachable: ({ instance }) => send({ type: 'unreachable', instance }),
        onGone: (site) => this.#reporter.forget(site),
      }),
    )
    this.#front = new Front({
      clock,
      sites: this.#sites,
      visitors: this.#visitors,
      permit: this.#permit,
      identity: this.#identity,
      witness: new Witness(clock, send),
      sessionSeconds: settings.sessionSeconds,
      headerLines: settings.headerLines,
      https: this.#https,
      proxies: new Proxies(options.proxies ?? []),
      mainPort: () => this.#port,
      onRetry: ({ instance }: Site) => send({ type: 'retry', instance }),
    })
    const onFailed: PortsOptions['onFailed'] = (entry, port, reason) => send({ type: 'port-failed', instance: entry.site.instance, port, reason })
    this.#ports = this.#scope.use(new Ports({ settings, address, certificates: this.#https.certificates, log, front: this.#front, onFailed }))
  }

  get port(): number {
    return this.#port
  }

  get tlsPort(): number | null {
    return this.#https.port
  }

  async open(): Promise<this> {
    const { socket, log } = this.#options
    const main = this.#scope.use(await this.#openMain())
    this.#port = main.port
    await this.#openSecure()
    this.#link = this.#scope.use(await Link.open({ socket, log, onFrame: (frame) => this.#hear(frame) }))
    log.info({ port: this.#port, tls: this.#https.port, socket }, 'the gateway is open')
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scope[Symbol.asyncDispose]()
  }

  #openMain(): Promise<Listener> {
    const { ports, log } = this.#options
    return openFirst(ports, (port) => this.#listen(port, false), log)
  }

  async #openSecure(): Promise<void> {
    const { tlsPorts = [], log } = this.#options
    const listener = await openFirst(tlsPorts, (port) => this.#listen(port, true), log).catch(() => undefined)
    if (listener) this.#https.port = this.#scope.use(listener).port
  }

  #listen(port: number, secureOnly: boolean): Promise<Listener> {
    const { address } = this.#options
    return Listener.open({ port, address, secureOnly, settings: this.#settings, certificates: this.#https.certificates, receive: this.#front.receive.bind(this.#front) })
  }

  #hear(frame: EngineFrame): void {
    switch (frame.type) {
      case 'crowd':
        return this.#keepCrowd(frame.crowd)
      case 'certificates':
      case 'challenges':
        return this.#https.hear(frame)
      case 'snapshot':
        this.#take(frame)
        break
      case 'route':
        this.#keepOnlyAllowed(this.#sites.put(frame.route))
        break
      case 'route-gone':
        this.#sites.drop(frame.instance)
    }
    this.#ports.settle(this.#sites.listening())
  }

  #keepCrowd(crowd: Crowd): void {
    this.#visitors.crowd = crowd
    for (const site of this.#sites.all()) this.#keepOnlyAllowed(site)
  }

  #keepOnlyAllowed(site: Site): void {
    site.keepOnly((stream) => this.#permit.mayStay(site, stream))
  }

  #take(snapshot: Extract<EngineFrame, { type: 'snapshot' }>): void {
    this.#visitors.key = snapshot.key
    this.#identity.take(snapshot.identity)
    this.#keepCrowd(snapshot.crowd)
    this.#sites.take(snapshot)
    this.#link?.send({ type: 'hello', version: this.#options.version, pid: process.pid, listening: [this.#port, ...this.#ports.listening], tls: this.#https.port })
    this.#reporter.tellAll(this.#sites.all())
  }
}
