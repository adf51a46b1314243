import type { Log } from '../kit/log.ts'
import { Listener } from './http/listener.ts'
import type { ListenerOptions } from './http/listener.ts'
import { TcpListener } from './proxy/tcplistener.ts'
import type { SiteEntry } from './sites/entry.ts'
import type { Front } from './front.ts'

type Opened = AsyncDisposable & { readonly port: number }

interface Held {
  entry: SiteEntry
  readonly protocol: 'http' | 'tcp'
  /** Resolves with nothing when it could not be opened. */
  readonly opened: Promise<Opened | undefined>
}

export interface PortsOptions extends Pick<ListenerOptions, 'address' | 'settings' | 'certificates'> {
  readonly front: Front
  readonly log: Log
  readonly onFailed: (entry: SiteEntry, port: number, reason: string) => void
}

/** The listeners of the instances' own ports: they come and go with the routes. */
export class Ports implements AsyncDisposable {
  readonly #options: PortsOptions
  readonly #held = new Map<number, Held>()
  readonly #closing = new Set<Promise<void>>()

  constructor(options: PortsOptions) {
    this.#options = options
  }

  get listening(): number[] {
    return [...this.#held.keys()]
  }

  /** Makes true what the routes say. A port that could not be opened is tried again each time. */
  settle(wanted: Iterable<readonly [number, SiteEntry]>): void {
    const entries = new Map(wanted)
    for (const [port, held] of this.#held) {
      if (entries.get(port)?.protocol !== held.protocol) this.#close(port, held)
    }
    for (const [port, entry] of entries) {
      const held = this.#held.get(port)
      if (held) held.entry = entry
      else this.#open(port, entry)
    }
  }

  /** When everything asked for so far is open or has failed, and closed. */
  async settled(): Promise<void> {
    await Promise.all([...this.#closing, ...[...this.#held.values()].map((held) => held.opened)])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.settle([])
    await this.settled()
  }

  #open(port: number, entry: SiteEntry): void {
    const before = [...this.#closing]
    const opened = Promise.all(before)
      .then(() => this.#listen(port, entry.protocol))
      .catch((error: unknown) => this.#failed(port, error))
    this.#held.set(port, { entry, protocol: entry.protocol, opened })
  }

  #listen(port: number, protocol: 'http' | 'tcp'): Promise<Opened> {
    const { address, settings, certificates, front } = this.#options
    const entry = () => this.#held.get(port)?.entry
    if (protocol === 'tcp') return TcpListener.open({ port, address, settings, entry })
    return Listener.open({ port, address, settings, certificates, receive: (request, answer) => front.receive(request, answer, port, entry()) })
  }

  #failed(port: number, error: unknown): undefined {
    const entry = this.#held.get(port)?.entry
    this.#held.delete(port)
    this.#options.log.warn({ port, err: error }, 'a port could not be opened')
    if (entry) this.#options.onFailed(entry, port, error instanceof Error && 'code' in error ? String(error.code) : String(error))
  }

  #close(port: number, held: Held): void {
    this.#held.delete(port)
    const closed = held.opened.then((opened) => opened?.[Symbol.asyncDispose]())
    this.#closing.add(closed)
    closed.then(
      () => this.#closing.delete(closed),
      () => this.#closing.delete(closed),
    )
  }
}
