import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Problem } from '../../model/problem.ts'

export interface UploadOptions {
  readonly folder: string
  /** Setting `upload_mb`. */
  readonly mostMb: number
  /** The `Content-Length` header. */
  readonly announced: string | undefined
}

/** A body as a file, which goes with its scope. */
export interface ReceivedFile extends AsyncDisposable {
  readonly file: string
}

/** Streams a body to a file of its own. Throws `too-large`, `no-room`; nothing of it stays then. */
export async function receiveUpload(body: Readable, { folder, mostMb, announced }: UploadOptions): Promise<ReceivedFile> {
  const most = mostMb * 1_000_000
  if (Number(announced ?? 0) > most) throw tooLarge(mostMb)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, randomBytes(8).toString('hex'))
  const remove = (): Promise<void> => rm(file, { force: true })
  try {
    await pipeline(bounded(body, most, mostMb), createWriteStream(file, { flags: 'wx', mode: 0o600 }))
  } catch (error) {
    await remove()
    throw isFull(error) ? new Problem('no-room', { needed: Math.ceil(Number(announced ?? most) / 1_000_000), free: 0 }, error) : error
  }
  return { file, [Symbol.asyncDispose]: remove }
}

/** The body is not destroyed where it is too long: whoever sends it is to read the answer, not to see the connection fall. */
async function* bounded(body: Readable, most: number, mostMb: number): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    const part: unknown = chunk
    if (!(part instanceof Uint8Array)) throw new TypeError('a body is bytes')
    bytes += part.length
    if (bytes > most) throw tooLarge(mostMb)
    yield part
  }
}

function tooLarge(most: number): Problem {
  return new Problem('too-large', { what: 'The archive', most })
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC'
}
