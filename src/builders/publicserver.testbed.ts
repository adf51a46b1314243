import { run, tryRun } from '../kit/run.ts'
import { busybox } from './site.testbed.ts'

/**
 * A machine of the public Internet, as far as this one knows: a network namespace with an address that is routed to it and
 * that nobody is next to. It answers on the ports given.
 */
export class PublicServer implements AsyncDisposable {
  readonly address = `45.${octet()}.${octet()}.1`
  readonly #space = `berth-${Math.random().toString(36).slice(2, 8)}`
  readonly #ports: readonly number[]

  private constructor(ports: readonly number[]) {
    this.#ports = ports
  }

  static async open(ports: readonly number[]): Promise<PublicServer> {
    const server = new PublicServer(ports)
    await server.#raise()
    return server
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { out } = await tryRun(['ip', 'netns', 'pids', this.#space])
    for (const pid of out.split('\n').filter(Boolean)) process.kill(Number(pid), 'SIGKILL')
    await tryRun(['ip', 'link', 'delete', this.#link('a')])
    await tryRun(['ip', 'netns', 'delete', this.#space])
  }

  async #raise(): Promise<void> {
    const [a, b, space] = [this.#link('a'), this.#link('b'), this.#space]
    const net = `10.99.${octet()}`
    const inside = (...argv: string[]): [string, ...string[]] => ['ip', '-n', space, ...argv]
    await run(['ip', 'netns', 'add', space])
    await run(['ip', 'link', 'add', a, 'type', 'veth', 'peer', 'name', b, 'netns', space])
    await run(['ip', 'address', 'add', `${net}.1/30`, 'dev', a])
    await run(['ip', 'link', 'set', a, 'up'])
    await run(inside('address', 'add', `${net}.2/30`, 'dev', b))
    await run(inside('address', 'add', `${this.address}/32`, 'dev', 'lo'))
    for (const link of ['lo', b]) await run(inside('link', 'set', link, 'up'))
    await run(inside('route', 'add', 'default', 'via', `${net}.1`))
    await run(['ip', 'route', 'add', `${this.address}/32`, 'via', `${net}.2`])
    for (const port of this.#ports) await run(['ip', 'netns', 'exec', space, busybox, 'httpd', '-p', String(port), '-h', '/nonexistent'])
  }

  #link(end: string): string {
    return `${this.#space.slice(6)}${end}`
  }
}

function octet(): number {
  return 1 + Math.floor(Math.random() * 250)
}
