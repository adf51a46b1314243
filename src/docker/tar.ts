import { Readable } from 'node:stream'
import type { Header, Pack } from 'tar-stream'

export interface TarHead {
  /** Relative, without a slash at its end. */
  readonly path: string
  readonly kind: 'file' | 'folder' | 'link'
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes of a file. */
  readonly size: number
  /** Where a link leads. */
  readonly target: string
}

/** Of a stream the head must say the size. */
export type AddEntry = (head: Partial<TarHead> & Pick<TarHead, 'path'>, content?: string | Buffer | Readable) => Promise<void>

/** An archive that is written while it is read. What `fill` throws, its reader gets; whoever stops reading ends it. */
export async function tarOf(fill: (add: AddEntry) => Promise<void>): Promise<Readable> {
  const { pack } = await import('tar-stream')
  const archive = pack()
  fill(async (head, content = '') => await addOne(archive, head, content)).then(
    () => archive.finalize(),
    (error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))),
  )
  return Readable.from(archive, { objectMode: false })
}

async function addOne(archive: Pack, head: Parameters<AddEntry>[0], content: string | Buffer | Readable): Promise<void> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: Error | null): void => (error ? reject(error) : resolve())
    if (Buffer.isBuffer(bytes)) archive.entry(headerOf(head, bytes.length), bytes, settle)
    else pour(bytes, archive.entry(headerOf(head, head.size ?? 0), settle)).catch(reject)
  })
}

const typeOf = { file: 'file', folder: 'directory', link: 'symlink' } as const

function headerOf(head: Parameters<AddEntry>[0], size: number): Partial<Header> & Pick<Header, 'name'> {
  const { path: name, kind = 'file', mode = kind === 'folder' ? 0o755 : 0o644, uid = 0, gid = 0 } = head
  return { name, type: typeOf[kind], mode, uid, gid, ...(kind === 'file' ? { size } : {}), ...(kind === 'link' ? { linkname: head.target ?? '' } : {}) }
}

/** Visits each file, folder and link in its order. Content is read whole, or not at all. */
export async function readTar(tar: Readable, visit: (head: TarHead, content: Readable) => Promise<void>): Promise<void> {
  const { extract } = await import('tar-stream')
  const entries = extract()
  const walk = async (): Promise<void> => {
    for await (const entry of entries) {
      const head = headOf(entry.header)
      if (head) await visit(head, Readable.from(entry, { objectMode: false }))
      entry.resume()
    }
  }
  await Promise.all([walk(), pour(tar, entries)])
}

function headOf({ name, type, mode, uid, gid, size, linkname }: Header): TarHead | undefined {
  const kind = (['file', 'folder', 'link'] as const).find((known) => typeOf[known] === type)
  return kind && { path: name.replace(/^\.?\//, '').replace(/\/+$/, ''), kind, mode, uid, gid, size, target: linkname }
}

/** What a package's own kind of stream has of a writable one. */
interface Vessel {
  readonly destroying: boolean
  write(chunk: unknown): boolean
  end(last: null): unknown
  destroy(error?: Error): void
  on(event: 'drain' | 'close', then: () => void): unknown
}

/** From one of today's streams into an older kind, which hears of what goes wrong. */
async function pour(from: Readable, into: Vessel): Promise<void> {
  await pourAll(from, into).catch((error: unknown) => {
    into.destroy(error instanceof Error ? error : new Error(String(error)))
    throw error
  })
}

/** Where the vessel is closed by its owner, that one tells why. */
async function pourAll(from: Readable, into: Vessel): Promise<void> {
  const room = { now: (): void => undefined }
  for (const event of ['drain', 'close'] as const) into.on(event, () => room.now())
  for await (const chunk of from) {
    if (into.destroying) return
    await write(into, chunk, room)
  }
  into.end(null)
}

/** Waits until there is room again, or nobody reads any more. */
async function write(into: Vessel, chunk: unknown, room: { now: () => void }): Promise<void> {
  const waited = new Promise<void>((resolve) => (room.now = resolve))
  if (!into.write(chunk)) await waited
}
