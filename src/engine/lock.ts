import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { createServer } from 'node:net'
import { Problem } from '../model/problem.ts'

/**
 * One engine per data directory. The lock is a socket in Linux's abstract name space: the kernel drops it
 * with the process however that ends, so no stale lock is ever left.
 */
export async function lockData(data: string): Promise<AsyncDisposable> {
  const digest = createHash('sha256')
    .update(await realpath(data))
    .digest('hex')
    .slice(0, 24)
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', () => reject(new Problem('already-up', { data })))
    server.listen(`\0berth-${digest}`, resolve)
  })
  server.unref()
  return { [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) }
}
