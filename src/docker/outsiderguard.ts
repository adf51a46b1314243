import { access, readdir, readFile } from 'node:fs/promises'
import { isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { tryRun } from '../kit/run.ts'
import type { EngineId } from '../model/names.ts'
import { raiseArgvs, razeArgvs } from './outsiderrules.ts'
import type { Argv, OutsiderPlan } from './outsiderrules.ts'

/**
 * While it is open, what comes to Docker's own bridge reaches public addresses alone, and of them the ports 80, 443
 * and 53: not this machine, its networks, the cloud's metadata, or another container. Who was on the bridge before
 * keeps what it had. Null where the rules cannot be made, or not all of them: then nobody is to be let in.
 */
export async function openOutsiderGuard(engine: EngineId, bridge: string | null): Promise<AsyncDisposable | null> {
  if (bridge === null) return null
  const plan = await planOf(engine, bridge)
  await razeOutsiderGuard(engine, bridge)
  for (const argv of raiseArgvs(plan)) {
    if (await does(argv)) continue
    await razeOutsiderGuard(engine, bridge)
    return null
  }
  return { [Symbol.asyncDispose]: async () => await razeOutsiderGuard(engine, bridge) }
}

/** Also what an engine that was killed has left. */
export async function razeOutsiderGuard(engine: EngineId, bridge: string): Promise<void> {
  for (const argv of razeArgvs({ engine, bridge })) await does(argv)
}

async function planOf(engine: EngineId, bridge: string): Promise<OutsiderPlan> {
  const known = await readdir(`/sys/class/net/${bridge}/brif`).catch(() => [])
  const near = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.flatMap(({ family, cidr }) => (family === 'IPv4' && cidr !== null ? [cidr] : [])))
  return { engine, bridge, known, near: [...new Set(near)], resolvers: await resolversHere(), seesBridged: await isOn('/proc/sys/net/bridge/bridge-nf-call-iptables'), ipv6: await speaksSix() }
}

async function isOn(path: string): Promise<boolean> {
  return (await readFile(path, 'utf8').catch(() => '')).trim() === '1'
}

async function speaksSix(): Promise<boolean> {
  return await access('/proc/net/if_inet6').then(
    () => true,
    () => false,
  )
}

/** As Docker gives them to a build: systemd's own stub, on loopback, is left out, and what that asks is taken. */
async function resolversHere(): Promise<readonly string[]> {
  const texts = await Promise.all(['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf'].map(async (path) => await readFile(path, 'utf8').catch(() => '')))
  return [...new Set(texts.flatMap(resolversIn))]
}

/** The name servers of a `resolv.conf` that others can ask too. */
export function resolversIn(text: string): readonly string[] {
  const named = text.split('\n').flatMap((line) => /^\s*nameserver\s+(\S+)/.exec(line)?.[1] ?? [])
  return named.filter((address) => isIPv4(address) && !address.startsWith('127.'))
}

async function does(argv: Argv): Promise<boolean> {
  return await tryRun(argv).then(
    ({ code }) => code === 0,
    () => false,
  )
}
