import type { Log } from '../../kit/log.ts'

/** Opens the first of these ports that can be had. Throws why the last could not be. */
export async function openFirst<Opened>(ports: readonly number[], open: (port: number) => Promise<Opened>, log: Log): Promise<Opened> {
  let last: unknown = new Error('no port was given')
  for (const port of ports) {
    try {
      return await open(port)
    } catch (err) {
      last = err
      log.warn({ port, err }, 'this port cannot be had')
    }
  }
  throw last
}
