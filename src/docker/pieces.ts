import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { framesOf } from './frames.ts'

/** A longer line comes in pieces, so that a program that ends none takes no memory; characters. */
const longest = 16 * 1024

/** The lines of both streams of a container; parts of a line are joined within their own stream. */
export async function* linesSaid(stream: Readable): AsyncIterable<string> {
  const rest = { out: '', err: '' }
  const decoders = { out: new StringDecoder('utf8'), err: new StringDecoder('utf8') }
  for await (const { stream: kind, bytes } of framesOf(stream)) {
    const lines = (rest[kind] + decoders[kind].write(bytes)).split('\n')
    const last = lines.pop() ?? ''
    for (const line of lines) yield* cut(line)
    const pieces = cut(last)
    rest[kind] = pieces.pop() ?? ''
    yield* pieces
  }
  for (const last of [rest.out, rest.err]) if (last) yield last
}

function cut(line: string): string[] {
  if (line.length <= longest) return [line.replace(/\r$/, '')]
  return Array.from({ length: Math.ceil(line.length / longest) }, (_, at) => line.slice(at * longest, (at + 1) * longest))
}
