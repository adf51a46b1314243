import type { Readable } from 'node:stream'

/** The lines of a byte stream, each without its end; a last one without an end counts too. */
export async function* linesOf(stream: Readable): AsyncIterable<string> {
  let rest = ''
  stream.setEncoding('utf8')
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest) yield rest
}
