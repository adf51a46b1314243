import { networkInterfaces } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../kit/log.ts'
import { Loop } from '../kit/loop.ts'
import { contradicts, yieldsTo } from './conflict.ts'
import { networksOf } from './interfaces.ts'
import { lanName, nextLabel } from './label.ts'
import { Link } from './link.ts'
import { namesOf, recordsOf } from './records.ts'
import type { Answer, Names } from './records.ts'

/** Milliseconds between two looks at the networks. */
const every = 5000
/** Milliseconds between two questions whether a name is free, and how many (RFC 6762, 8.1). */
const probeEvery = 250
const probes = 3
/** Labels tried at one go; then there is a pause (RFC 6762, 8.1). */
const mostTries = 15
/** Milliseconds between the two announcements of a name (RFC 6762, 8.3). */
const announceAgain = 1000

export interface DiscoveryOptions {
  /** The one to begin with. */
  readonly label: string
  readonly engine: string
  readonly log: Log
  /** The label is ours, or has become another since another machine has it. */
  readonly onLabel: (label: string) => void
}

/**
 * Answers on the LAN, by mDNS, to `berth-<label>.local` and `<app>-<label>.local`. The label is claimed before it is
 * used; where another machine has it, a number is put behind it.
 */
export class Discovery implements AsyncDisposable {
  readonly #options: DiscoveryOptions
  readonly #loop: Loop
  readonly #links = new Map<string, Link>()
  /** Networks on which the label is known to be ours. */
  readonly #claimed = new Set<string>()
  #label: string
  #apps: readonly string[] = []
  #announced: ReadonlySet<string> = new Set()
  #contested = false
  #probing = false
  #told: string | null = null

  constructor(options: DiscoveryOptions) {
    this.#options = options
    this.#label = options.label
    const onError = (err: unknown): void => options.log.warn({ err }, 'names on the LAN could not be looked after')
    this.#loop = new Loop({ every, turn: (signal) => this.#turn(signal), onError })
  }

  /** Null until it has been claimed. */
  label(): string | null {
    return this.#told
  }

  /** From now on these apps have names. */
  serve(apps: readonly string[]): void {
    this.#apps = apps
    this.#loop.wake()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]()
    await this.#say([...this.#announced], 0)
    await Promise.all([...this.#links.values()].map(async (link) => await link[Symbol.asyncDispose]()))
  }

  async #turn(signal: AbortSignal): Promise<void> {
    await this.#look()
    if (this.#contested) this.#claimed.clear()
    this.#contested = false
    for (let tried = 0; this.#unclaimed().length > 0 && !(await this.#claim(signal)); tried++) {
      if (tried === mostTries) throw new Error(`somebody on this network says that every name is theirs, up to berth-${this.#label}`)
      await this.#yield()
    }
    if (this.#told !== this.#label) {
      this.#told = this.#label
      this.#options.onLabel(this.#label)
    }
    await this.#announce(signal)
  }

  /** Another machine has the label: on to the next. */
  async #yield(): Promise<void> {
    await this.#say([...this.#announced], 0)
    this.#announced = new Set()
    this.#claimed.clear()
    this.#label = nextLabel(this.#label)
  }

  /** Networks come and go. */
  async #look(): Promise<void> {
    const networks = new Map(networksOf(networkInterfaces()).map((network) => [network.key, network]))
    for (const [key, link] of this.#links) {
      if (networks.has(key)) continue
      this.#links.delete(key)
      this.#claimed.delete(key)
      await link[Symbol.asyncDispose]()
    }
    for (const [key, network] of networks) {
      if (this.#links.has(key)) continue
      const names = (): Names | null => (this.#claimed.has(key) ? namesOf(this.#label, this.#options.engine, this.#apps) : null)
      const link = new Link({ network, log: this.#options.log, names, onHeard: (answers) => this.#hear(answers), onProbe: (proposed) => this.#weigh(proposed, network.address) })
      this.#links.set(key, link)
      await link.ready()
    }
  }

  #unclaimed(): readonly Link[] {
    return [...this.#links].flatMap(([key, link]) => (this.#claimed.has(key) ? [] : [link]))
  }

  /** Asks on every new network whether the label is free; false when somebody says it is theirs. */
  async #claim(signal: AbortSignal): Promise<boolean> {
    const links = this.#unclaimed()
    const name = lanName('berth', this.#label)
    const names = namesOf(this.#label, this.#options.engine, [])
    this.#probing = true
    try {
      for (let asked = 0; asked < probes && !this.#contested; asked++) {
        links.forEach((link) => link.probe(name, recordsOf(name, names, link.network.address)))
        await delay(probeEvery, undefined, { signal })
      }
    } finally {
      this.#probing = false
    }
    if (this.#contested) {
      this.#contested = false
      return false
    }
    for (const link of links) this.#claimed.add(link.network.key)
    this.#announced = new Set()
    return true
  }

  /** Says what is new twice and what is gone once. */
  async #announce(signal: AbortSignal): Promise<void> {
    const { all } = namesOf(this.#label, this.#options.engine, this.#apps)
    const gone = [...this.#announced].filter((name) => !all.has(name))
    const fresh = [...all].filter((name) => !this.#announced.has(name))
    this.#announced = all
    await this.#say(gone, 0)
    if (fresh.length === 0) return
    await this.#say(fresh)
    await delay(announceAgain, undefined, { signal })
    await this.#say(fresh)
  }

  /** Each name with its records, on all networks where it is ours; some at a time, as a packet holds them. */
  async #say(said: readonly string[], life?: number): Promise<void> {
    const names = namesOf(this.#label, this.#options.engine, [])
    const links = [...this.#links.values()].filter(({ network }) => this.#claimed.has(network.key))
    for (let at = 0; at < said.length; at += 20) {
      const some = said.slice(at, at + 20)
      await Promise.all(links.map(async (link) => await link.announce(some.flatMap((name) => recordsOf(name, names, link.network.address, life)))))
    }
  }

  #hear(answers: readonly Answer[]): void {
    if (!contradicts(answers, this.#own())) return
    this.#contested = true
    if (!this.#probing) this.#loop.wake()
  }

  /** Another machine asks for the label while we do. */
  #weigh(proposed: readonly Answer[], address: string): void {
    const own = this.#own()
    if (!this.#probing || !contradicts(proposed, own)) return
    const ours = recordsOf(own.name, namesOf(this.#label, this.#options.engine, []), address)
    if (yieldsTo(proposed, ours, own.name)) this.#contested = true
  }

  #own(): { readonly name: string; readonly engine: string; readonly addresses: readonly string[] } {
    return { name: lanName('berth', this.#label), engine: this.#options.engine, addresses: [...this.#links.values()].map(({ network }) => network.address) }
  }
}
