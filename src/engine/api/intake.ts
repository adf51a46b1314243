import { addAbortSignal } from 'node:stream'
import type { Readable } from 'node:stream'
import { Problem } from '../../model/problem.ts'

export interface IntakeLimits {
  /** Bytes that are never too many: whoever sends no more never waits for others. */
  readonly small: number
  /** Larger bodies at one time. */
  readonly places: number
  /** Milliseconds in which a body must have come. */
  readonly within: number
}

/** As providers send them: most have some ten kilobytes, and none is waited for longer than a provider waits itself. */
const usual: IntakeLimits = { small: 256 * 1024, places: 4, within: 30_000 }

/** Bodies of anybody at all, whole in memory: as many small ones as come, of large ones few at a time. */
export class Intake {
  readonly #limits: IntakeLimits
  #large = 0

  constructor(limits: IntakeLimits = usual) {
    this.#limits = limits
  }

  /** The place of a large one is free again when the work is done. Throws `large-webhook`, `busy-webhooks`, and `bad-webhook` for one that ends early. */
  async take<T>(body: Readable, mostMb: number, work: (bytes: Buffer) => Promise<T>): Promise<T> {
    using places = new DisposableStack()
    addAbortSignal(AbortSignal.timeout(this.#limits.within), body)
    return await work(await this.#read(body, mostMb, places))
  }

  /** It is not destroyed where it is too long: whoever sends it is to read the answer. */
  async #read(body: Readable, mostMb: number, places: DisposableStack): Promise<Buffer> {
    const parts: Uint8Array[] = []
    let bytes = 0
    for await (const part of bytesOf(body)) {
      const before = bytes
      bytes += part.length
      if (bytes > mostMb * 1_000_000) throw new Problem('large-webhook', { most: mostMb })
      if (before <= this.#limits.small && bytes > this.#limits.small) this.#begin(places)
      parts.push(part)
    }
    return Buffer.concat(parts, bytes)
  }

  #begin(places: DisposableStack): void {
    if (this.#large >= this.#limits.places) throw new Problem('busy-webhooks')
    this.#large += 1
    places.defer(() => (this.#large -= 1))
  }
}

async function* bytesOf(body: Readable): AsyncGenerator<Uint8Array> {
  const chunks = body.iterator({ destroyOnReturn: false })
  try {
    for await (const chunk of chunks as AsyncIterable<Uint8Array>) yield chunk
  } catch (error) {
    throw new Problem('bad-webhook', { reason: 'it ended before it was whole' }, error)
  }
}
