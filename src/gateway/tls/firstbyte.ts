import type { Socket } from 'node:net'

export interface FirstByteOptions {
  /** Milliseconds in which it must come. */
  readonly time: number
  readonly isSecure: (socket: Socket) => void
  readonly isPlain: (socket: Socket) => void
}

/** A handshake of TLS begins with this; no request by HTTP/1.1 does. */
const handshake = 0x16

/** Tells by its first byte whether a connection begins with TLS; it is put back for whoever goes on. */
export function byFirstByte(socket: Socket, { time, isSecure, isPlain }: FirstByteOptions): void {
  const late = setTimeout(() => socket.destroy(), time)
  const broken = (): void => void socket.destroy()
  const closed = (): void => clearTimeout(late)
  socket.once('error', broken)
  socket.once('close', closed)
  socket.once('data', (begin: Buffer) => {
    clearTimeout(late)
    socket.off('error', broken)
    socket.off('close', closed)
    socket.pause()
    socket.unshift(begin)
    if (begin[0] === handshake) return isSecure(socket)
    isPlain(socket)
    socket.resume()
  })
}
