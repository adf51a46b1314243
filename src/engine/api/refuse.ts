import type { Socket } from 'node:net'
import type { Problem } from '../../model/problem.ts'

/** Says no to somebody who asks for another protocol. */
export function refuse(socket: Socket, problem: Problem): void {
  const body = JSON.stringify(problem.body())
  const head = [`HTTP/1.1 ${problem.status} Refused`, 'content-type: application/problem+json', `content-length: ${Buffer.byteLength(body)}`, 'connection: close']
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
