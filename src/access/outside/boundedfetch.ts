import type { CustomFetch } from 'openid-client'

/** Bytes of an answer; metadata and keys of the largest providers are a tenth of it. */
const most = 256 * 1024

/** What a provider answers is larger than anything it has to say. */
export class TooLarge extends Error {}
/** A provider's metadata name a place where we do not go. */
export class OutOfReach extends Error {}

/** A fetch that goes only where it may, follows nowhere, and reads no more than it must. The caller's signal covers the body too. */
export function boundedFetch(mayReach: (address: string) => boolean): CustomFetch {
  return async (address, { method, headers, body, signal }) => {
    if (!mayReach(address)) throw new OutOfReach('its metadata name an address that is not secure')
    const answer = await fetch(address, { method, headers, redirect: 'manual', ...(body instanceof URLSearchParams || typeof body === 'string' ? { body } : {}), ...(signal ? { signal } : {}) })
    const bytes = await readBounded(answer)
    return new Response(bytes.length > 0 ? bytes : null, { status: answer.status, headers: answer.headers })
  }
}

/** Leaving the loop closes the connection. */
async function readBounded(answer: Response): Promise<Buffer<ArrayBuffer>> {
  const body: ReadableStream<Uint8Array> | null = answer.body
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body ?? []) {
    size += part.length
    if (size > most) throw new TooLarge('its answer is too large')
    parts.push(part)
  }
  return Buffer.concat(parts)
}
