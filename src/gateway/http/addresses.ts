import type { Server, Socket } from 'node:net'

/** Closes connections beyond `most` from one address. Loopback is the machine itself and has no limit. */
export function limitAddresses(server: Server, most: number): void {
  const open = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    if (address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1') return
    const count = (open.get(address) ?? 0) + 1
    if (count > most) return void socket.destroy()
    open.set(address, count)
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1
      if (left > 0) open.set(address, left)
      else open.delete(address)
    })
  })
}
