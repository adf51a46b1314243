import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { run } from '../kit/run.ts'
import { until } from '../kit/until.ts'

/** A program on one machine of the LAN: lines in, lines out. */
export class Station implements AsyncDisposable {
  readonly lines: string[] = []
  readonly #child: ChildProcess

  constructor(child: ChildProcess) {
    this.#child = child
    if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => this.lines.push(line))
  }

  say(line: string): void {
    this.#child.stdin?.write(`${line}\n`)
  }

  /** A line that matches, the ones already heard included; asks again and again when there is something to ask. */
  async hears(pattern: RegExp, asking?: string): Promise<string | undefined> {
    let looks = 0
    const look = (): string | undefined => {
      if (asking !== undefined && looks++ % 12 === 0) this.say(asking)
      return this.lines.find((line) => pattern.test(line))
    }
    return await until(look, { deadline: 12_000, first: 50, longest: 100 })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return
    this.#child.stdin?.end()
    await once(this.#child, 'exit')
  }
}

/** Machines on one bridge, each a network namespace; the bridge has one too, so that nothing of this machine is touched. */
export class Lan implements AsyncDisposable {
  readonly #id = `berth${randomInt(1e6)}`
  readonly #spaces: string[] = []

  static async open(): Promise<Lan> {
    const lan = new Lan()
    await lan.#space('lan')
    await lan.#in('lan', 'ip', 'link', 'add', 'bridge', 'type', 'bridge', 'mcast_snooping', '0')
    await lan.#in('lan', 'ip', 'link', 'set', 'bridge', 'up')
    return lan
  }

  /** A machine with an address on the bridge; more cables can be put in later. */
  async machine(name: string, address: string): Promise<void> {
    await this.#space(name)
    await this.cable(name, 'eth0', address)
  }

  async cable(name: string, device: string, address: string): Promise<void> {
    const end = `${name}-${device}`.slice(0, 15)
    await run(['ip', 'link', 'add', end, 'netns', this.#name('lan'), 'type', 'veth', 'peer', 'name', device, 'netns', this.#name(name)])
    await this.#in('lan', 'ip', 'link', 'set', end, 'master', 'bridge', 'up')
    await this.#in(name, 'ip', 'address', 'add', `${address}/24`, 'dev', device)
    await this.#in(name, 'ip', 'link', 'set', device, 'up')
    await this.#in(name, 'ip', 'route', 'replace', '224.0.0.0/4', 'dev', device)
  }

  async unplug(name: string, device: string): Promise<void> {
    await this.#in(name, 'ip', 'link', 'del', device)
  }

  start(name: string, program: 'responder' | 'asker', ...words: readonly string[]): Station {
    const file = fileURLToPath(new URL(`${program}.testbed.ts`, import.meta.url))
    const argv = ['netns', 'exec', this.#name(name), process.execPath, '--disable-warning=ExperimentalWarning', file, ...words]
    return new Station(spawn('ip', argv, { stdio: ['pipe', 'pipe', 'inherit'] }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const space of this.#spaces) await run(['ip', 'netns', 'del', space])
  }

  async #space(name: string): Promise<void> {
    await run(['ip', 'netns', 'add', this.#name(name)])
    this.#spaces.push(this.#name(name))
    await this.#in(name, 'ip', 'link', 'set', 'lo', 'up')
  }

  async #in(name: string, ...argv: [string, ...string[]]): Promise<void> {
    await run(['ip', 'netns', 'exec', this.#name(name), ...argv])
  }

  #name(name: string): string {
    return `${this.#id}-${name}`
  }
}
