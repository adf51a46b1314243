import type { Facts, PortFact, Row } from './facts.ts'

const GiB = 1024 ** 3
const supported = new Set(['debian 12', 'debian 13', 'ubuntu 24.04'])
/** Docker 23's; older engines have no Compose v2 beside them. */
const oldestApi = 42
/** Berth is younger than this: a clock that says less is wrong. */
const born = new Date('2026-01-01T00:00:00Z')

/** What to think of each fact. Pure: the same facts give the same rows, in the same order. */
export function judge(facts: Facts): readonly Row[] {
  return [
    judgeDistribution(facts),
    judgeArch(facts),
    judgeMemory(facts),
    judgeSwap(facts),
    judgeDisk(facts),
    judgeDocker(facts),
    judgeCompose(facts),
    judgeCgroup(facts),
    judgePressure(facts),
    ...judgePorts(facts.ports),
    judgeClock(facts),
    judgeLocalhost(facts),
    judgeSystemd(facts),
    judgeNode(facts),
  ]
}

function row(name: string, found: string, trouble?: readonly ['warn' | 'bad', string]): Row {
  return { name, level: trouble?.[0] ?? 'ok', found, fix: trouble?.[1] ?? '' }
}

function judgeDistribution({ distribution: { id, version, name } }: Facts): Row {
  const known = supported.has(`${id} ${version}`)
  return row('distribution', name, known ? undefined : ['warn', 'Berth is tried on Debian 12 and 13 and Ubuntu 24.04; elsewhere bring Docker 23 or newer yourself.'])
}

function judgeArch({ arch }: Facts): Row {
  const known = arch === 'x64' || arch === 'arm64'
  return row('processor', arch, known ? undefined : ['bad', 'Berth runs on x64 and arm64 only.'])
}

function judgeMemory({ memory: { total, available } }: Facts): Row {
  const found = `${gib(total)} GB, ${gib(available)} GB available`
  return row('memory', found, total < 0.9 * GiB ? ['warn', 'With less than 1 GB only small apps will run; let them sleep soon.'] : undefined)
}

function judgeSwap({ memory: { total, swap } }: Facts): Row {
  const found = swap === 0 ? 'none' : `${gib(swap)} GB`
  return row('swap', found, swap === 0 && total < 4 * GiB ? ['warn', 'Add 1 or 2 GB of swap, so that a crowded moment slows apps down and does not end them.'] : undefined)
}

function judgeDisk({ disk }: Facts): Row {
  if (disk === undefined) return row('disk', 'not readable', ['bad', 'Make the data directory, or point BERTH_DATA at another.'])
  const found = `${gib(disk.free)} of ${gib(disk.total)} GB free at ${disk.path}`
  if (disk.free < 1 * GiB) return row('disk', found, ['bad', 'Make room: below 1 GB apps are stopped.'])
  return row('disk', found, disk.free < 5 * GiB ? ['warn', 'Make room soon, or put the data on a larger disk (BERTH_DATA).'] : undefined)
}

function judgeDocker({ docker, systemd }: Facts): Row {
  const start = systemd ? 'systemctl start docker' : './berth up, which starts it'
  if (docker === undefined) return row('Docker', 'does not answer', ['bad', `As root: ${start}.`])
  const found = `${docker.version}, API ${docker.minApi} to ${docker.api}`
  return row('Docker', found, minor(docker.api) < oldestApi ? ['bad', 'Upgrade Docker to 23 or newer.'] : undefined)
}

function judgeCompose({ compose }: Facts): Row {
  if (compose === undefined) return row('Compose', 'missing', ['bad', './berth up brings it.'])
  return row('Compose', compose, /^v?[01]\./.test(compose) ? ['bad', 'Upgrade to Compose v2.'] : undefined)
}

function judgeCgroup({ cgroup }: Facts): Row {
  if (cgroup === 2) return row('cgroups', 'version 2')
  return row('cgroups', cgroup === 1 ? 'version 1' : 'none seen', ['warn', 'Apps run; memory of paused apps is not given back early. Boot with cgroup v2 if you can.'])
}

function judgePressure({ pressure }: Facts): Row {
  if (pressure) return row('memory pressure', 'told by the kernel (PSI)')
  return row('memory pressure', 'not told', ['warn', 'Add psi=1 to the kernel command line, so that apps give way before memory runs out.'])
}

function judgePorts(ports: readonly PortFact[]): readonly Row[] {
  const usable = ports.some(({ port, state }) => port !== 443 && (state === 'free' || state === 'ours'))
  return ports.map(({ port, state }) => judgePort(port, state, usable))
}

function judgePort(port: number, state: PortFact['state'], usable: boolean): Row {
  const found = { free: 'free', ours: 'used by Berth', taken: 'used by another program', denied: 'may not be opened by this user' }[state]
  if (state === 'free' || state === 'ours') return row(`port ${port}`, found)
  if (usable) return row(`port ${port}`, found, ['warn', port === 443 ? 'Free it before you ask for certificates.' : 'Berth uses the other one of 80 and 8080.'])
  return row(`port ${port}`, found, ['bad', 'Free 80 or 8080, or choose another with the setting port.'])
}

function judgeClock({ now }: Facts): Row {
  const wrong = now < born || now.getUTCFullYear() > 2100
  return row('clock', now.toISOString(), wrong ? ['warn', 'Set the date, or connect to a network once; dates shown are wrong until then.'] : undefined)
}

function judgeLocalhost({ localhost }: Facts): Row {
  const fine = localhost.length > 0 && localhost.every((address) => address.startsWith('127.') || address === '::1')
  const found = localhost.length === 0 ? 'does not resolve' : localhost.join(', ')
  return row('names below localhost', found, fine ? undefined : ['warn', 'Browsers find them by themselves; for other programs use the ports of the apps.'])
}

function judgeSystemd({ systemd }: Facts): Row {
  return systemd ? row('systemd', 'yes') : row('systemd', 'no', ['warn', 'Berth starts Docker and itself; berth service install adds a fallback at boot.'])
}

function judgeNode({ node }: Facts): Row {
  return row('Node', node, Number(node.replace('v', '').split('.')[0]) < 24 ? ['bad', 'Start Berth by its launcher, ./berth, which chooses Node 24.'] : undefined)
}

function gib(bytes: number): string {
  return (bytes / GiB).toFixed(1)
}

/** `1.45` → 45. */
function minor(api: string): number {
  return Number(api.split('.')[1] ?? 0)
}
