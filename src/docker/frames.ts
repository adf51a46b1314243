import type { Readable } from 'node:stream'

export interface Frame {
  readonly stream: 'out' | 'err'
  readonly bytes: Buffer
}

/** Docker frames each piece: stream (1 out, 2 err), three zeros, length as big-endian u32 (Engine API, "Stream format"). */
const headSize = 8

/** The pieces of the two outputs in their order, each as long as it came. */
export async function* framesOf(stream: Readable): AsyncIterable<Frame> {
  let rest = Buffer.alloc(0)
  for await (const chunk of stream) {
    rest = Buffer.concat([rest, chunk as Buffer])
    for (let size = wholeFrame(rest); size > 0; size = wholeFrame(rest)) {
      yield { stream: rest[0] === 2 ? 'err' : 'out', bytes: rest.subarray(headSize, size) }
      rest = rest.subarray(size)
    }
  }
}

/** Bytes of the first frame with its head, or 0 while it has not come in whole. */
function wholeFrame(bytes: Buffer): number {
  const size = bytes.length < headSize ? Infinity : headSize + bytes.readUInt32BE(4)
  return bytes.length < size ? 0 : size
}
