import type { Duplex, Readable } from 'node:stream'
import type Dockerode from 'dockerode'
import { Problem } from '../model/problem.ts'
import { asked, isFine } from './ask.ts'
import { endProgram } from './endprogram.ts'
import { framesOf } from './frames.ts'
import type { Frame } from './frames.ts'

export interface ExecAsk {
  readonly argv: readonly [string, ...string[]]
  /** On a terminal of this size; null: without one, its two outputs apart. */
  readonly terminal: TerminalSize | null
}

export interface TerminalSize {
  readonly cols: number
  readonly rows: number
}

/** A program in a container. Closing it ends the program, which Docker by itself would leave running. */
export interface Execution extends AsyncDisposable {
  /** What it says, as it comes; on a terminal all of it is `out`. Ends with the program. */
  readonly output: AsyncIterable<Frame>
  /** Resolves when there is room for more. */
  write(bytes: Buffer): Promise<void>
  /** Nothing more will be written. */
  end(): void
  resize(size: TerminalSize): Promise<void>
  /** Its exit code, asked after its output has ended. 126 and 127: it is not there, or is no program. */
  exit(): Promise<number>
}

/** Throws `docker-failed` where the container does not run. */
export async function exec(api: Dockerode, socket: string, id: string, ask: ExecAsk): Promise<Execution> {
  const { argv, terminal } = ask
  const Tty = terminal !== null
  const what = 'run a program in a container'
  const wanted: Dockerode.ExecCreateOptions = {
    Cmd: [...argv],
    Tty,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    ...(terminal && { Env: ['TERM=xterm-256color'], ConsoleSize: [terminal.rows, terminal.cols] }),
  }
  const made = await asked(socket, what, () => api.getContainer(id).exec(wanted))
  const stream = await asked(socket, what, () => made.start({ hijack: true, stdin: true, Tty }))
  stream.on('error', () => undefined) // who reads is told; this is for when nobody reads
  const inspect = async (): Promise<Dockerode.ExecInspectInfo | undefined> => await asked(socket, what, () => made.inspect(), isFine.gone)
  const resize = async ({ cols, rows }: TerminalSize): Promise<void> => {
    await asked(socket, what, () => made.resize({ w: cols, h: rows }), always)
  }
  if (terminal) await resize(terminal) // for a Docker before 23, which is not told when it begins
  return {
    output: Tty ? wholeOf(stream) : framesOf(stream),
    write: async (bytes) => await write(stream, bytes),
    end: () => void stream.end(),
    resize,
    exit: async () => await exitOf(inspect, what),
    [Symbol.asyncDispose]: async () => await endProgram(id, stream, inspect, Tty),
  }
}

/** Whether there is something at this path of the container, seen from outside: it need not run. */
export async function hasFile(api: Dockerode, socket: string, id: string, path: string): Promise<boolean> {
  const found = (await asked(socket, 'look into a container', () => api.getContainer(id).infoArchive({ path }), isFine.gone)) as Readable | undefined
  found?.resume() // it has no body, but holds its connection until it was read
  return found !== undefined
}

async function* wholeOf(stream: Duplex): AsyncIterable<Frame> {
  for await (const bytes of stream) yield { stream: 'out', bytes: bytes as Buffer }
}

async function write(stream: Duplex, bytes: Buffer): Promise<void> {
  if (stream.destroyed || stream.writableEnded) return
  await new Promise<void>((resolve) => void stream.write(bytes, () => resolve()))
}

async function exitOf(inspect: () => Promise<Dockerode.ExecInspectInfo | undefined>, what: string): Promise<number> {
  const code = (await inspect())?.ExitCode ?? null
  if (code === null) throw new Problem('docker-failed', { what, reason: 'the connection to it broke' })
  return code
}

/** Docker refuses a size when the program is over, in other words each time; then it matters to nobody. */
const always = (): boolean => true
