import { createHash } from 'node:crypto'
import { setImmediate as othersTurn } from 'node:timers/promises'
import { Loop } from '../../kit/loop.ts'
import type { Log } from '../../kit/log.ts'
import { ConnectionId } from '../../model/preview.ts'
import type { Delivered, Provider } from '../../model/preview.ts'
import type { Connections } from './connections.ts'
import type { Dealt } from './gathered.ts'
import { Heard } from './heard.ts'
import type { Incoming, Wire } from './providers/provider.ts'
import { payloadOf } from './providers/wire/payload.ts'
import type { NewDelivery, PreviewOptions } from './ties.ts'

/** How many are dealt with at a time: in between others have their turn. */
const batch = 1000
/** Milliseconds without another that a storm is over after, and those it may last: what comes together is dealt with together. */
const [quiet, longest] = [25, 10_000]

export interface ReceiveOptions extends Pick<PreviewOptions, 'deliveries' | 'now'> {
  readonly log: Log
  readonly wires: Readonly<Record<Provider, Wire>>
  readonly connections: Connections
  /** Dealing with the same twice must be as dealing with it once. */
  readonly deal: (all: readonly Dealt[]) => Promise<void>
}

/**
 * The same words under another name are another webhook: GitLab signs the name too, and says of a branch that is pushed to and
 * fro the same each time; and where the provider only is to be asked, once more is once more.
 */
function isRepeatable(provider: Provider, { kind }: Heard): boolean {
  return provider === 'gitlab' || kind === 'changed'
}

/** Webhooks: believed when they are signed, answered when they are kept, dealt with in the order they came. */
export class Receiver implements AsyncDisposable {
  readonly #options: ReceiveOptions
  readonly #loop: Loop
  #keeping: NewDelivery[] = []
  #kept: Promise<readonly boolean[]> | undefined
  /** When the last came, and the first of those that wait; steady milliseconds. */
  #last = 0
  #since: number | undefined

  constructor(options: ReceiveOptions) {
    this.#options = options
    this.#loop = new Loop({ turn: async () => await this.#turn(), every: 60_000, onError: (err) => options.log.warn({ err }, 'webhooks wait to be dealt with') })
  }

  /** Nothing of it is read before it is known to be signed. Null where the event means nothing here. Throws `bad-webhook`, `bad-signature`. */
  async deliver(provider: Provider, incoming: Incoming): Promise<Delivered | null> {
    const { wires, connections, log, now } = this.#options
    const wire = wires[provider]
    const { id: connection } = connections.signer(wire, incoming)
    const envelope = wire.open(incoming)
    const heard = wire.hear(envelope.event, payloadOf(envelope))
    if (heard === null) {
      log.info({ provider, event: envelope.event, delivery: envelope.id }, 'a webhook that means nothing here')
      return null
    }
    const digest = createHash('sha256')
      .update(`${connection}\n${envelope.event}\n${isRepeatable(provider, heard) ? envelope.id : ''}`)
      .update(incoming.body)
      .digest('hex')
    const isNew = await this.#keep({ id: `${connection}:${envelope.id}`, digest, connection, event: envelope.event, body: JSON.stringify(heard), received: now().toISOString() })
    if (isNew) this.#came()
    return isNew ? { queued: true, reason: null } : { queued: false, reason: 'It was received before: nothing is done twice.' }
  }

  /** What comes in one turn of the event loop is kept in one commit: the disk is waited for once. */
  async #keep(delivery: NewDelivery): Promise<boolean> {
    const at = this.#keeping.push(delivery) - 1
    this.#kept ??= othersTurn().then(async () => {
      const all = this.#keeping
      this.#keeping = []
      this.#kept = undefined
      return await this.#options.deliveries.add(all)
    })
    return (await this.#kept)[at] ?? false
  }

  #came(): void {
    this.#last = performance.now()
    this.#since ??= this.#last
    this.#loop.wake()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]()
  }

  async #turn(): Promise<number | undefined> {
    const { deliveries, deal } = this.#options
    const wait = this.#untilQuiet()
    if (wait > 0) return wait
    const waiting = await deliveries.waiting(batch)
    if (waiting.length === 0) return undefined
    this.#since = undefined
    await deal(waiting.flatMap((delivery) => this.#read(delivery)))
    await deliveries.done(waiting.map(({ seq }) => seq))
    return waiting.length === batch ? 0 : undefined
  }

  /** Milliseconds that dealing waits while more comes. */
  #untilQuiet(): number {
    if (this.#since === undefined) return 0
    const now = performance.now()
    return now - this.#since > longest ? 0 : Math.max(0, this.#last + quiet - now)
  }

  /** One that cannot be read keeps no other waiting: the comparison with the provider makes good what it would have said. */
  #read({ id, connection, body }: Awaited<ReturnType<PreviewOptions['deliveries']['waiting']>>[number]): readonly Dealt[] {
    const heard = Heard.safeParse(JSON.parse(body))
    if (heard.success) return [{ heard: heard.data, connection: ConnectionId.parse(connection), id }]
    this.#options.log.warn({ err: heard.error, delivery: id }, 'a webhook was not dealt with')
    return []
  }
}
