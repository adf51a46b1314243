import { lookup } from 'node:dns/promises'
import { access, readFile, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { run } from '../../kit/run.ts'
import type { Facts, PortFact } from './facts.ts'

export interface ProbeOptions {
  /** Stands in for `/`; empty on a real machine. */
  readonly root: string
  /** The data directory. */
  readonly data: string
  /** Is what listens on this port Berth? */
  readonly isOurs: (port: number) => Promise<boolean>
}

/** Looks at everything `berth doctor` judges, all at once. Never throws: what cannot be seen is told as such. */
export async function probe({ root, data, isOurs }: ProbeOptions): Promise<Facts> {
  const [distribution, memory, disk, docker, compose, cgroup, pressure, ports, localhost, systemd] = await Promise.all([
    readDistribution(root),
    readMemory(root),
    readDisk(data),
    readDocker(),
    readCompose(),
    readCgroup(root),
    readPressure(root),
    Promise.all([80, 443, 8080].map((port) => probePort(port, isOurs))),
    resolve('welcome.localhost'),
    hasSystemd(root),
  ])
  return { distribution, arch: process.arch, memory, disk, docker, compose, cgroup, pressure, ports, now: new Date(), localhost, systemd, node: process.version }
}

/** Is systemd the init of this machine? (Its own test: sd_booted(3).) */
export async function hasSystemd(root: string): Promise<boolean> {
  return isThere(join(root, '/run/systemd/system'))
}

export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function readDistribution(root: string): Promise<Facts['distribution']> {
  const text = await readText(join(root, '/etc/os-release'))
  const value = (name: string): string => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? ''
  return { id: value('ID'), version: value('VERSION_ID'), name: value('PRETTY_NAME') || 'unknown' }
}

async function readMemory(root: string): Promise<Facts['memory']> {
  const text = await readText(join(root, '/proc/meminfo'))
  const bytes = (name: string): number => Number(new RegExp(`^${name}: *(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024
  return { total: bytes('MemTotal'), available: bytes('MemAvailable'), swap: bytes('SwapTotal') }
}

/** Of the folder itself or, before it is made, of the nearest one above it. */
async function readDisk(path: string): Promise<Facts['disk']> {
  try {
    const { bsize, blocks, bavail } = await statfs(path)
    return { path, total: bsize * blocks, free: bsize * bavail }
  } catch {
    return path === dirname(path) ? undefined : readDisk(dirname(path))
  }
}

const DockerVersion = z.object({ Server: z.object({ Version: z.string(), ApiVersion: z.string(), MinAPIVersion: z.string() }) })

async function readDocker(): Promise<Facts['docker']> {
  try {
    const { out } = await run(['docker', 'version', '--format', '{{json .}}'], { signal: AbortSignal.timeout(10_000) })
    const { Server } = DockerVersion.parse(JSON.parse(out))
    return { version: Server.Version, api: Server.ApiVersion, minApi: Server.MinAPIVersion }
  } catch {
    return undefined
  }
}

async function readCompose(): Promise<string | undefined> {
  const answer = await run(['docker', 'compose', 'version', '--short'], { signal: AbortSignal.timeout(10_000) }).catch(() => undefined)
  return answer?.out.trim() || undefined
}

async function readCgroup(root: string): Promise<Facts['cgroup']> {
  if (await isThere(join(root, '/sys/fs/cgroup/cgroup.controllers'))) return 2
  return (await isThere(join(root, '/sys/fs/cgroup'))) ? 1 : undefined
}

/** Reading is the test: a kernel with PSI switched off has the file all the same. */
async function readPressure(root: string): Promise<boolean> {
  return (await readText(join(root, '/proc/pressure/memory'))).startsWith('some ')
}

/** Opens the port for a moment to see whether it can be had. */
export async function probePort(port: number, isOurs: ProbeOptions['isOurs']): Promise<PortFact> {
  const server = createServer()
  const code = await new Promise<string>((settle) => {
    server.once('error', (error: NodeJS.ErrnoException) => settle(error.code ?? 'unknown'))
    server.listen(port, () => settle('free'))
  })
  if (code === 'free') await new Promise((settle) => server.close(settle))
  if (code === 'free') return { port, state: 'free' }
  if (code === 'EACCES') return { port, state: 'denied' }
  return { port, state: (await isOurs(port)) ? 'ours' : 'taken' }
}

async function resolve(name: string): Promise<readonly string[]> {
  return lookup(name, { all: true }).then(
    (found) => found.map(({ address }) => address),
    () => [],
  )
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
