import type { Socket } from 'node:net'
import type { Say } from './received.ts'

/** Bytes that may wait for a slow pusher; what is said beyond is left out, and said to be. */
const most = 256 * 1024
const longest = 2000

/** Says lines to a hook without ever waiting for it. */
export function sayingTo(socket: Socket): Say {
  let missed = 0
  return (text) => {
    if (socket.destroyed || !socket.writable) return
    if (socket.writableLength > most) return void (missed += 1)
    if (missed > 0) socket.write(` … ${missed} lines are left out here; the console has them\n`)
    missed = 0
    for (const line of text.split('\n')) socket.write(` ${plain(line)}\n`)
  }
}

/** Without what would steer a terminal: colours, cursor movements, other control signs. */
function plain(line: string): string {
  return line
    .slice(0, longest)
    .replaceAll(/\u001b\[[\d;?]*[ -/]*[@-~]/g, '')
    .replaceAll(/[^\P{Cc}\t]/gu, '')
}
