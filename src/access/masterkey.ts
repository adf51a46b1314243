import { hkdfSync, randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { LocalDb } from '../localdb/localdb.ts'
import { Problem } from '../model/problem.ts'

const length = 32
/** Where the database remembers which key belongs to it. */
const printKey = 'master-key-print'

export type SubKey = (purpose: string) => Buffer

/**
 * The machine's master key, made once at the first boot; keys for single purposes are derived from it.
 * A key that is missing later, is not the same, or can be read by others is refused: there is no other one to fall back to.
 */
export async function openMasterKey(file: string, db: LocalDb): Promise<SubKey> {
  const print = await db.meta.get(printKey)
  const master = (await read(file)) ?? (print === undefined ? await make(file) : refuse(file, 'it is missing'))
  const subKey: SubKey = (purpose) => Buffer.from(hkdfSync('sha256', master, '', `berth:${purpose}`, length))
  const mine = subKey('print').toString('hex')
  if (print === undefined) await db.meta.set(printKey, mine)
  else if (print !== mine) refuse(file, 'it is not the one this machine began with')
  return subKey
}

async function read(file: string): Promise<Buffer | undefined> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    return refuse(file, String(error))
  })
  return handle && (await readFrom(handle, file).finally(() => handle.close()))
}

async function readFrom(handle: FileHandle, file: string): Promise<Buffer> {
  const { mode } = await handle.stat()
  if ((mode & 0o077) !== 0) refuse(file, 'others than its owner may read it')
  const bytes = await handle.readFile()
  return bytes.length === length ? bytes : refuse(file, `it has ${bytes.length} bytes, not ${length}`)
}

/** Written beside, synced, renamed: a power cut leaves a whole key or none. */
async function make(file: string): Promise<Buffer> {
  const master = randomBytes(length)
  const part = `${file}.part`
  await rm(part, { force: true })
  const handle = await open(part, 'wx', 0o600)
  await handle.writeFile(master)
  await handle.sync()
  await handle.close()
  await rename(part, file)
  const folder = await open(dirname(file), 'r')
  await folder.sync().finally(() => folder.close())
  return master
}

function refuse(path: string, reason: string): never {
  throw new Problem('master-key', { path, reason })
}
