import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { Unreadable } from './unreadable.ts'

export interface Asked {
  readonly signal: AbortSignal
  /** The most that is taken, bytes. */
  readonly cap: number
  /** Milliseconds until the last byte must be here. */
  readonly within: number
  readonly headers?: Readonly<Record<string, string>>
  /** Bytes so far, and of how many where that is known. */
  readonly onBytes?: (done: number, total: number | null) => void
}

/** What the other side says of a version of something, to be asked with the next time. */
export interface Stamp {
  readonly mark: string
  readonly modified: string | null
}

/** Asks only for what is newer than what is had. */
export function unlessSame(stamp: Stamp | undefined): Record<string, string> {
  if (!stamp) return {}
  return { ...(stamp.mark ? { 'if-none-match': stamp.mark } : {}), ...(stamp.modified ? { 'if-modified-since': stamp.modified } : {}) }
}

/** The text at an address; nothing when it says that it has not changed. */
export async function downloadText(url: string, asked: Asked): Promise<(Stamp & { readonly text: string }) | undefined> {
  const answer = await open(url, asked)
  if (!answer) return undefined
  const parts: Buffer[] = []
  for await (const part of bytesOf(url, answer, asked)) parts.push(part)
  return { ...stampOf(answer), text: Buffer.concat(parts).toString('utf8') }
}

/** The file at an address, with its SHA-256 in hexadecimal; nothing when it says that it has not changed. */
export async function downloadFile(url: string, into: string, asked: Asked): Promise<(Stamp & { readonly sha256: string }) | undefined> {
  const answer = await open(url, asked)
  if (!answer) return undefined
  const hash = createHash('sha256')
  const through = async function* (): AsyncIterable<Buffer> {
    for await (const part of bytesOf(url, answer, asked)) {
      hash.update(part)
      yield part
    }
  }
  await pipeline(through, createWriteStream(into), { signal: asked.signal })
  return { ...stampOf(answer), sha256: hash.digest('hex') }
}

async function open(url: string, { signal, within, headers = {} }: Asked): Promise<Response | undefined> {
  const answer = await fetch(url, { headers, redirect: 'follow', signal: AbortSignal.any([signal, AbortSignal.timeout(within)]) })
  if (answer.status === 200) return answer
  await answer.body?.cancel()
  if (answer.status === 304) return undefined
  throw new Unreadable(`${shown(url)} answers ${answer.status}`)
}

async function* bytesOf(url: string, answer: Response, { cap, onBytes }: Asked): AsyncIterable<Buffer> {
  const said = Number(answer.headers.get('content-length') ?? NaN)
  const total = Number.isFinite(said) && !answer.headers.has('content-encoding') ? said : null
  let done = 0
  for await (const part of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    done += part.length
    if (done > cap) throw new Unreadable(`${shown(url)} is larger than ${Math.round(cap / 2 ** 20)} MB`)
    onBytes?.(done, total)
    yield Buffer.from(part)
  }
}

function stampOf(answer: Response): Stamp {
  return { mark: answer.headers.get('etag') ?? '', modified: answer.headers.get('last-modified') }
}

/** An address without what may be secret in it. */
function shown(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}
