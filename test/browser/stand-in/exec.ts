import type { WebSocket } from 'ws'
import type { Rows } from './rows.ts'

interface Word {
  readonly type: string
}

/** A shell of few words: it says back what is typed, in colours, and ends with `exit`. */
export function playShell(socket: WebSocket, rows: Rows): void {
  let typed = ''
  const say = (text: string): void => socket.send(Buffer.from(text))
  const enter = (): void => {
    if (typed === 'exit') socket.send(JSON.stringify({ type: 'exit', code: 3 }))
    say(`\r\n\x1b[38;2;250;180;90mYou said\x1b[0m \x1b[1m${typed}\x1b[0m\r\n/ $ `)
    typed = ''
  }
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) {
      const word = JSON.parse(data.toString()) as Word
      rows.execs.push(word)
      if (word.type === 'open') say('\x1b[32m/\x1b[0m $ ')
      return
    }
    for (const letter of data.toString()) {
      if (letter === '\r') enter()
      else {
        typed += letter
        say(letter)
      }
    }
  })
}
