import { randomBytes, randomInt } from 'node:crypto'
import { Resolver } from 'node:dns/promises'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../kit/run.ts'
import type { DnsProvider } from '../../model/https.ts'
import { startProgram } from './program.testbed.ts'

/** BIND with one zone, on a loopback address of its own: port 53 is where everybody asks name servers. */
export interface NameServer extends AsyncDisposable {
  readonly address: string
  readonly zone: string
  readonly provider: Extract<DnsProvider, { kind: 'rfc2136' }>
  /** What it says of a name's TXT records. */
  texts(name: string): Promise<readonly string[]>
}

export interface NameServerOptions {
  /** Name servers that the zone has besides, by their addresses. */
  readonly others?: readonly string[]
}

const zone = 'harbour.example'

/** Every name of the zone leads to loopback. */
export async function openNameServer({ others = [] }: NameServerOptions = {}): Promise<NameServer> {
  await using opening = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'berth-named-'))
  opening.defer(async () => await rm(folder, { recursive: true, force: true }))
  const address = `127.${randomInt(1, 255)}.${randomInt(255)}.${randomInt(1, 255)}`
  const key = randomBytes(32).toString('base64')
  await writeFile(join(folder, 'zone'), zoneFile([address, ...others]))
  await writeFile(join(folder, 'named.conf'), configFile(folder, address, key))
  // BIND opens only addresses that an interface has.
  await run(['ip', 'address', 'add', `${address}/32`, 'dev', 'lo'])
  opening.defer(async () => {
    await run(['ip', 'address', 'del', `${address}/32`, 'dev', 'lo'])
  })
  const resolver = new Resolver({ timeout: 1000, tries: 1 })
  resolver.setServers([address])
  const argv = ['named', '-g', '-c', join(folder, 'named.conf')] as const
  opening.use(await startProgram({ argv, log: join(folder, 'log'), answers: async () => (await resolver.resolveNs(zone)).length > 0 }))
  const opened = opening.move()
  return {
    address,
    zone,
    provider: { kind: 'rfc2136', server: address, zone, key_name: 'berth-key', key, algorithm: 'hmac-sha256' },
    texts: async (name) => (await resolver.resolveTxt(name).catch(() => [])).map((parts) => parts.join('')),
    [Symbol.asyncDispose]: async () => await opened.disposeAsync(),
  }
}

function zoneFile(servers: readonly string[]): string {
  const lines = servers.flatMap((each, at) => [`@ NS ns${at}`, `ns${at} A ${each}`])
  return ['$TTL 60', '@ SOA ns0 admin 1 3600 600 86400 60', ...lines, '@ A 127.0.0.1', '* A 127.0.0.1', ''].join('\n')
}

function configFile(folder: string, address: string, key: string): string {
  return `options { directory "${folder}"; listen-on port 53 { ${address}; }; listen-on-v6 { none; }; pid-file none; lock-file none; session-keyfile none; recursion no; dnssec-validation no; };
controls { };
key "berth-key" { algorithm hmac-sha256; secret "${key}"; };
zone "${zone}" { type primary; file "${folder}/zone"; allow-update { key "berth-key"; }; };
`
}
