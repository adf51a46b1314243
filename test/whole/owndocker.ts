import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run, tryRun } from '../../src/kit/run.ts'
import { until } from '../../src/kit/until.ts'

const bridge = 'berthtest0'

/** A Docker daemon for one test, beside the machine's own, so that it may be killed. */
export class OwnDocker implements AsyncDisposable {
  readonly #folder: string
  #daemon: ChildProcess | undefined

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async open(): Promise<OwnDocker> {
    const docker = new OwnDocker(await mkdtemp(join(tmpdir(), 'berth-dockerd-')))
    await tryRun(['ip', 'link', 'delete', bridge])
    await run(['ip', 'link', 'add', 'name', bridge, 'type', 'bridge'])
    await run(['ip', 'address', 'add', '10.219.255.1/24', 'dev', bridge])
    await docker.start()
    return docker
  }

  get socket(): string {
    return join(this.#folder, 'docker.sock')
  }

  async start(): Promise<void> {
    const log = await open(join(this.#folder, 'log'), 'a')
    const at = (name: string): string => join(this.#folder, name)
    const folders = ['--data-root', at('data'), '--exec-root', at('exec'), '--pidfile', at('pid')]
    // A bridge of its own and no firewall: `--bridge none` would delete the docker0 of the machine's own daemon,
    // and two daemons with a firewall empty each other's chains.
    const network = ['--bridge', bridge, '--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false']
    this.#daemon = spawn('dockerd', ['--host', `unix://${this.socket}`, ...folders, ...network], { stdio: ['ignore', log.fd, log.fd], detached: true })
    await log.close()
    const up = await until(async () => ((await tryRun(['docker', '--host', `unix://${this.socket}`, 'info'])).code === 0 ? true : undefined), { deadline: 40_000, first: 100, longest: 200 })
    if (!up) throw new Error(`a dockerd of its own did not come up:\n${(await readFile(at('log'), 'utf8')).slice(-2000)}`)
  }

  /** An image of the machine's own Docker: this one has no way out, so it cannot build. */
  async load(image: string): Promise<void> {
    const file = join(this.#folder, 'image.tar')
    await run(['docker', 'save', '--output', file, '--', image])
    await run(['docker', '--host', `unix://${this.socket}`, 'load', '--input', file])
  }

  async kill(): Promise<void> {
    this.#daemon?.kill('SIGKILL')
    if (this.#daemon) await once(this.#daemon, 'exit')
    // Its containerd goes with a power cut too; its pid file would keep the next daemon from starting.
    const pid = Number(await readFile(join(this.#folder, 'exec', 'containerd', 'containerd.pid'), 'utf8').catch(() => '0'))
    if (pid > 1) process.kill(pid, 'SIGKILL')
    await rm(join(this.#folder, 'pid'), { force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#daemon?.kill('SIGTERM')
    if (this.#daemon && this.#daemon.exitCode === null && this.#daemon.signalCode === null) await once(this.#daemon, 'exit')
    // A killed daemon leaves its mounts behind.
    const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').map((line) => line.split(' ')[4] ?? '')
    for (const mount of mounts.filter((path) => path.startsWith(this.#folder)).toReversed()) await tryRun(['umount', '--lazy', '--', mount])
    await tryRun(['ip', 'link', 'delete', bridge])
    await rm(this.#folder, { recursive: true, force: true })
  }
}
