import type { RawData, WebSocket } from 'ws'
import type { TerminalOpen, TerminalWord } from '../model/terminal.ts'
import { Problem } from '../model/problem.ts'

/** Where a program in an app meets this one. */
export interface Ends {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  readonly errors: NodeJS.WriteStream
}

/** Bytes on their way to the engine above which nothing more is read here. */
const enough = 1024 * 1024

/** Passes everything on both ways until the program ends; its exit code. Throws what the engine says is wrong. */
export async function passOn(socket: WebSocket, asked: Pick<TerminalOpen, 'service' | 'command' | 'tty'>, ends: Ends, problemIn: (text: string) => Problem): Promise<number> {
  const { promise: exit, resolve, reject } = Promise.withResolvers<number>()
  const heard = (word: TerminalWord): void => (word.type === 'exit' ? resolve(word.code) : reject(problemIn(JSON.stringify(word.problem))))
  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary) show(socket, data as Buffer, asked.tty !== false, ends)
    else heard(JSON.parse((data as Buffer).toString()) as TerminalWord)
  })
  socket.on('close', () => reject(new Problem('engine-down', { where: 'the connection broke' })))
  say(socket, { type: 'open', ...asked, ...sizeOf(ends.output) })
  const listening = listen(socket, asked.tty !== false, ends)
  return await exit.finally(() => listening[Symbol.dispose]())
}

/** A reader who is slow slows the program. */
function show(socket: WebSocket, bytes: Buffer, tty: boolean, { output, errors }: Ends): void {
  const to = !tty && bytes[0] === 2 ? errors : output
  if (to.write(tty ? bytes : bytes.subarray(1))) return
  socket.pause()
  to.once('drain', () => socket.resume())
}

/** What is typed or piped goes to the program as it is; on a terminal Ctrl-C is the program's too. */
function listen(socket: WebSocket, tty: boolean, { input, output }: Ends): Disposable {
  const send = (bytes: Buffer): void => {
    if (socket.bufferedAmount > enough) input.pause()
    socket.send(bytes, () => {
      if (socket.bufferedAmount <= enough) input.resume()
    })
  }
  const end = (): void => say(socket, { type: 'end' })
  const size = (): void => say(socket, { type: 'size', ...sizeOf(output) })
  input.on('data', send).once('end', end)
  if (tty) {
    input.setRawMode(true)
    output.on('resize', size)
  }
  return {
    [Symbol.dispose]: () => {
      input.off('data', send).off('end', end).pause()
      output.off('resize', size)
      if (tty) input.setRawMode(false)
    },
  }
}

function say(socket: WebSocket, what: object): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(what))
}

/** Where there is no terminal, a usual size: the program is not shown one. */
function sizeOf({ columns, rows }: NodeJS.WriteStream): { cols: number; rows: number } {
  return { cols: columns || 80, rows: rows || 24 }
}
