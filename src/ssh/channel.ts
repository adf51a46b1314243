import { Writable } from 'node:stream'
import type { Readable } from 'node:stream'
import type { Socket } from 'node:net'
import type { ServerChannel } from 'ssh2'

/** The streams of one command. */
export interface Channel {
  readonly stdin: Readable
  readonly stdout: Writable
  /** For a few lines: they are sent when the command ends, and what is over 64 KiB is left out. */
  readonly stderr: Writable
  /** Tells the client how it went, after all that was written, and closes. The first call counts. */
  exit(code: number): void
}

/** Bytes that may wait for the network before nothing more is taken. */
const most = 1024 * 1024
const mostLines = 64 * 1024

/**
 * ssh2's channel as three streams. A client decides by itself how much it may be sent, so what waits in the socket is watched
 * here. Standard error goes last: of two streams that wait for a client's window at once, ssh2 wakes only one.
 */
export function asChannel(channel: ServerChannel, socket: Socket, signal: AbortSignal): Channel {
  const [stdout, stderr] = [paced(channel, socket), new Kept()]
  signal.addEventListener('abort', () => [stdout, stderr].forEach((stream) => stream.destroy()), { once: true })
  const close = (code: number): void => {
    if (stderr.text.length > 0) channel.stderr.write(stderr.text)
    channel.exit(code)
    channel.end()
  }
  const exit = (code: number): void => {
    if (stdout.writable) stdout.end(() => close(code))
  }
  return { stdin: channel, stdout, stderr, exit }
}

function paced(channel: ServerChannel, socket: Socket): Writable {
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      const write = (): void => void channel.write(chunk, done)
      if (socket.writableLength < most) write()
      else socket.once('drain', write)
    },
  })
  return stream.on('error', () => undefined)
}

class Kept extends Writable {
  text = Buffer.alloc(0)

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    if (this.text.length < mostLines) this.text = Buffer.concat([this.text, chunk])
    done()
  }
}
