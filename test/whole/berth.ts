import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { request } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { engineFlags } from '../../src/cli/machine/nodeflags.ts'
import { until } from '../../src/kit/until.ts'
import type { InstanceView, ShelfItem } from '../../src/model/instance.ts'
import type { JobView } from '../../src/model/job.ts'
import { makeCatalogue } from './catalogue.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const busybox = join(process.env['BERTH_DATA'] ?? '/var/lib/berth', 'cache', 'busybox')

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface Asking {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: unknown
  /** Milliseconds. */
  readonly timeout?: number
}

/** Seconds; short, so that a test sees an app fall asleep. */
export interface BerthOptions {
  readonly pause?: number
  readonly stop?: number
  readonly env?: Record<string, string>
  /** Another than `localhost`. */
  readonly domain?: string
  /** From `freePort`, where somebody must know it before. */
  readonly port?: number
  /** Run the programs as users do, built; for benches. */
  readonly built?: boolean
}

/** A whole Berth of its own: real engine and gateway processes on a fresh data directory, real Docker. */
export class Berth implements AsyncDisposable {
  readonly data: string
  readonly port: number
  readonly #options: BerthOptions
  #engine: ChildProcess | undefined

  private constructor(data: string, port: number, options: BerthOptions) {
    this.data = data
    this.port = port
    this.#options = options
  }

  get domain(): string {
    return this.#options.domain ?? 'localhost'
  }

  /** Of HTTPS. */
  get tlsPort(): number {
    return this.port + 90
  }

  /** Of `git push`. */
  get sshPort(): number {
    return this.port + 95
  }

  static async open(options: BerthOptions = {}): Promise<Berth> {
    const data = await mkdtemp(join(tmpdir(), 'berth-whole-'))
    await mkdir(join(data, 'cache'))
    await copyFile(busybox, join(data, 'cache', 'busybox'))
    await makeCatalogue(join(data, 'catalogue'))
    const berth = new Berth(data, options.port ?? (await freePort()), options)
    try {
      await berth.start()
    } catch (error) {
      await berth[Symbol.asyncDispose]()
      throw error
    }
    return berth
  }

  async start(): Promise<void> {
    const [from, to] = [this.port + 1, this.port + 60]
    const times = { BERTH_IDLE_FOR_PAUSE: String(this.#options.pause ?? 600), BERTH_IDLE_FOR_STOP: String(this.#options.stop ?? 3600) }
    const settings = {
      BERTH_DATA: this.data,
      BERTH_HOME: root,
      BERTH_PORT: String(this.port),
      BERTH_PORTS: `${from}-${to}`,
      BERTH_NETWORK_POOL: '10.215.0.0/16',
      BERTH_DISK_FREE_MB: '10',
      BERTH_DOMAIN: this.domain,
      BERTH_HTTPS_PORT: String(this.tlsPort),
      BERTH_LAN_NAME: 'off',
      BERTH_SSH_HOST: '127.0.0.1',
      BERTH_SSH_PORT: String(this.sshPort),
      ...times,
    }
    const log = await open(join(this.data, 'engine.log'), 'a')
    const argv = [...engineFlags, join(root, this.#options.built ? 'build/src/engine/main.js' : 'src/engine/main.ts')]
    this.#engine = spawn(process.execPath, argv, { env: { PATH: process.env['PATH'] ?? '', ...settings, ...this.#options.env }, stdio: ['ignore', log.fd, log.fd] })
    await log.close()
    await this.awaitFront()
  }

  get enginePid(): number {
    return this.#engine?.pid ?? 0
  }

  async gatewayPid(): Promise<number> {
    return (JSON.parse((await this.local('/api/local/urls')).text) as { gateway: number }).gateway
  }

  /** Until engine and gateway answer. */
  async awaitFront(): Promise<void> {
    const healthy = async (): Promise<true | undefined> => {
      const answer = await this.visit('berth', '/api/health', { timeout: 1000 }).catch(() => undefined)
      return answer?.status === 200 ? true : undefined
    }
    if (!(await until(healthy, { deadline: 20_000, longest: 50 }))) throw new Error(`Berth did not come up:\n${await readFile(join(this.data, 'engine.log'), 'utf8')}`)
  }

  async killEngine(signal: NodeJS.Signals): Promise<void> {
    const engine = this.#engine
    if (!engine || engine.exitCode !== null || engine.signalCode !== null) return
    engine.kill(signal)
    await once(engine, 'exit')
  }

  /** As the machine's administrator. */
  async local(path: string, asking: Asking = {}): Promise<Answer> {
    return await ask({ socketPath: join(this.data, 'run', 'engine.sock') }, path, { host: 'local' }, asking)
  }

  /** As a visitor of `<name>.<domain>`, through the gateway. */
  async visit(name: string, path = '/', asking: Asking = {}): Promise<Answer> {
    return await ask({ host: '127.0.0.1', port: this.port }, path, { host: `${name}.${this.domain}:${this.port}` }, asking)
  }

  /** As a visitor of a port of its own. */
  async visitPort(port: number, path = '/'): Promise<Answer> {
    return await ask({ host: '127.0.0.1', port }, path, { host: `127.0.0.1:${port}` }, {})
  }

  async json<T>(path: string, asking: Asking = {}): Promise<T> {
    const answer = await this.local(path, asking)
    if (answer.status >= 400) throw new Error(`${path}: ${answer.text}`)
    return JSON.parse(answer.text) as T
  }

  async instance(name: string): Promise<InstanceView | undefined> {
    return (await this.json<InstanceView[]>('/api/instances')).find((view) => view.name === name)
  }

  async shelf(): Promise<readonly ShelfItem[]> {
    return await this.json('/api/shelf')
  }

  async jobs(): Promise<readonly JobView[]> {
    return await this.json('/api/jobs')
  }

  async install(app: string, more: object = {}): Promise<void> {
    await this.json('/api/instances', { method: 'POST', body: { door: 'store', store: 'test', app, ...more } })
  }

  /** Until the instance is in this state, or, with no state, until it is gone. */
  async becomes(name: string, state: string | undefined, seconds = 20): Promise<InstanceView | undefined> {
    const look = async (): Promise<{ view: InstanceView | undefined } | undefined> => {
      const view = await this.instance(name)
      return view?.state === state ? { view } : undefined
    }
    const found = await until(look, { deadline: seconds * 1000, longest: 50 })
    if (!found) throw new Error(`${name} did not become ${state}: ${JSON.stringify(await this.instance(name))}\n${await this.log()}`)
    return found.view
  }

  async log(): Promise<string> {
    return (await readFile(join(this.data, 'engine.log'), 'utf8')).slice(-3000)
  }

  /** Ends all of it, removes every container, and fails when something is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    const instances = await this.json<InstanceView[]>('/api/instances').catch(() => [])
    for (const { name } of instances) await this.local(`/api/instances/${name}`, { method: 'DELETE' })
    for (const { name } of instances) await this.becomes(name, undefined, 60)
    await this.local('/api/local/shutdown', { method: 'POST', body: { apps: false } }).catch(() => undefined)
    if (this.#engine?.exitCode === null && this.#engine.signalCode === null) await once(this.#engine, 'exit')
    await rm(this.data, { recursive: true, force: true })
  }
}

async function ask(where: { socketPath?: string; host?: string; port?: number }, path: string, headers: Record<string, string>, asking: Asking): Promise<Answer> {
  const body = asking.body === undefined ? undefined : JSON.stringify(asking.body)
  const typed = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
  return await new Promise((resolve, reject) => {
    const sent = request({ ...where, path, method: asking.method ?? 'GET', headers: { ...headers, ...typed, ...asking.headers }, agent: false, timeout: asking.timeout ?? 40_000 }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => (text += chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
      answer.on('error', reject)
    })
    sent.on('error', reject)
    sent.on('timeout', () => sent.destroy(new Error(`no answer from ${path}`)))
    sent.end(body)
  })
}

/** A port with a hundred after it that nobody else here takes: for the apps' own, and for HTTPS. */
export async function freePort(): Promise<number> {
  const server = createServer()
  const from = 20_000 + Math.floor(Math.random() * 300) * 100
  return await new Promise((resolve) => {
    server.once('error', () => resolve(freePort()))
    server.listen(from, () => server.close(() => resolve(from)))
  })
}
