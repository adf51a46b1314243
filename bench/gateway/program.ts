import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { connect } from 'node:net'
import { until } from '../../src/kit/until.ts'

/** A server that runs as long as the bench needs it, on one core. */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcess

  static async start(core: string, argv: readonly string[], port: number, env: Readonly<Record<string, string>> = {}): Promise<Program> {
    const child = spawn('taskset', ['-c', core, ...argv], { stdio: ['ignore', 'ignore', 'inherit'], env: { PATH: process.env['PATH'], HOME: '/tmp', ...env } })
    const program = new Program(child)
    const answers = await until(async () => ((await opens(port)) ? true : undefined), { deadline: 15_000 })
    if (!answers) throw new Error(`${argv[0]} does not answer at ${port}`)
    return program
  }

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()))
    this.#child.kill('SIGTERM')
    await ended
  }
}

function opens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
