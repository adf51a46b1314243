import makeWire from 'multicast-dns'
import type { RemoteInfo } from 'node:dgram'
import type { Log } from '../kit/log.ts'
import { isOn } from './interfaces.ts'
import type { Network } from './interfaces.ts'
import { answersTo, noOthers, unknown, wantsUnicast } from './records.ts'
import type { Answer, Names, Query, Wire } from './records.ts'

/** The port of mDNS; whoever asks from another is a plain resolver, and is answered as one (RFC 6762, 6.7). */
const port = 5353
/** Seconds that a plain resolver may remember. */
const plainLife = 10
/** Milliseconds between two answers of one record to everybody (RFC 6762, 6). */
const apart = 1000

export interface LinkOptions {
  readonly network: Network
  readonly log: Log
  /** What is answered here now. */
  readonly names: () => Names | null
  /** Somebody else on this network says or asks something. */
  readonly onHeard: (answers: readonly Answer[]) => void
  readonly onProbe: (proposed: readonly Answer[]) => void
}

/** One network, with a socket of its own: what is asked there is answered with the address we have there. */
export class Link implements AsyncDisposable {
  readonly network: Network
  readonly #options: LinkOptions
  readonly #wire: Wire
  readonly #ready: Promise<void>
  readonly #sent = new Map<string, number>()

  constructor(options: LinkOptions) {
    const { network, log } = options
    this.#options = options
    this.network = network
    // Bound to everything: a socket bound to an address would not get what is sent to the group.
    const wire = makeWire({ interface: network.address, bind: '0.0.0.0', reuseAddr: true })
    this.#wire = wire
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#ready = promise
    wire.on('ready', resolve)
    wire.on('error', (err) => {
      log.warn({ err, network: network.name }, 'names are not answered on this network')
      resolve()
    })
    wire.on('warning', (err) => log.debug({ err, network: network.name }, 'a packet of mDNS was no good'))
    wire.on('query', (query, from) => this.#guarded(() => this.#hearQuery(query, from)))
    wire.on('response', (response, from) => this.#guarded(() => isOn(network, from.address) && options.onHeard([...(response.answers ?? []), ...(response.additionals ?? [])])))
  }

  /** Resolves when it listens, or never will. */
  async ready(): Promise<void> {
    await this.#ready
  }

  /** Asks whether a name is free, proposing these records for it. */
  probe(name: string, proposed: readonly Answer[]): void {
    this.#guarded(() => this.#wire.query({ questions: [{ name, type: anyType }], authorities: proposed.map((one) => ({ ...one, flush: false })) }))
  }

  /** Says it to everybody, without having been asked; resolves when it is on its way, or cannot be. */
  async announce(answers: readonly Answer[]): Promise<void> {
    if (answers.length === 0) return
    await new Promise<void>((resolve) => {
      this.#guarded(() => this.#wire.respond({ answers: [...answers] }, () => resolve()), resolve)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#wire.destroy(resolve))
  }

  /** All sockets get what comes from any network (Linux), so each looks who asks. */
  #hearQuery(query: Query, from: RemoteInfo): void {
    if (!isOn(this.network, from.address)) return
    const { questions = [], answers: known = [], authorities = [] } = query
    if (authorities.length > 0) this.#options.onProbe(authorities)
    const names = this.#options.names()
    if (!names) return
    const answers = questions.flatMap((question) => answersTo(question, names, this.network.address))
    if (answers.length === 0) return
    if (from.port !== port) this.#wire.respond(plainly(query, answers), from)
    else this.#answer(query, unknown(answers, known), from, names)
  }

  #answer({ questions = [], authorities = [] }: Query, answers: readonly Answer[], from: RemoteInfo, names: Names): void {
    const probed = authorities.length > 0
    const alone = questions.every(wantsUnicast)
    const due = probed || alone ? answers : answers.filter((answer) => this.#isDue(answer))
    if (due.length === 0) return
    const others = due.filter(({ type }) => type === 'A').map(({ name }) => noOthers(name, names))
    this.#wire.respond({ answers: [...due], additionals: others }, alone ? from : undefined)
  }

  #isDue({ name, type }: Answer): boolean {
    const [key, now] = [`${type} ${name}`, performance.now()]
    if (now - (this.#sent.get(key) ?? -apart) < apart) return false
    if (this.#sent.size > 1000) this.#sent.clear()
    this.#sent.set(key, now)
    return true
  }

  /** What strangers send must not throw into the engine. */
  #guarded(work: () => unknown, failed?: () => void): void {
    try {
      work()
    } catch (err) {
      failed?.()
      this.#options.log.debug({ err, network: this.network.name }, 'a packet of mDNS was not answered')
    }
  }
}

/** The library knows the type, its list of types does not. */
const anyType = 'ANY' as 'A'

/** With the question and its number, a short life, and nothing that only mDNS understands. */
function plainly(query: Query, answers: readonly Answer[]): Parameters<Wire['respond']>[0] {
  const plain = answers.filter(({ type }) => type !== 'NSEC').map((answer) => ({ ...answer, ttl: plainLife, flush: false }))
  return { ...('id' in query && { id: query.id }), ...(query.questions && { questions: query.questions }), answers: plain }
}
