import type { Socket } from 'node:net'

/**
 * The lines a hook sends until its empty one: how it begins, then a line for each ref. With more refs than `most` the rest
 * is not waited for. Throws when the hook goes before it has asked.
 */
export async function question(socket: Socket, most: number): Promise<readonly string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>()
  let text = ''
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part
    const end = text.indexOf('\n\n')
    const lines = (end < 0 ? text : text.slice(0, end)).split('\n')
    if (end >= 0) resolve(lines)
    else if (lines.length > most + 3) resolve(lines.slice(0, most + 2))
  })
  socket.once('close', () => reject(new Error('a hook went without asking')))
  const lines = await promise
  socket.removeAllListeners('data').resume() // what comes is its end
  return lines
}
