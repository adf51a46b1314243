import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { makeAuthority, signFor } from '../authority/sign.ts'
import { startProgram } from './program.testbed.ts'

export interface PebbleOptions {
  /** The port of HTTP-01. */
  readonly httpPort: number
  /** The name server it asks, `address:port`. */
  readonly nameServer: string
}

/** The ACME server of Let's Encrypt's makers, on loopback. */
export interface Pebble extends AsyncDisposable {
  readonly directory: string
  /** The file of the authority that its own server is trusted by. */
  readonly trust: string
  /** The root of what it issues, PEM. */
  root(): Promise<string>
  /** Ends it and starts it again, on the same address: it has forgotten everything. */
  stop(): Promise<void>
  start(): Promise<void>
}

export async function openPebble({ httpPort, nameServer }: PebbleOptions): Promise<Pebble> {
  await using opening = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'berth-pebble-'))
  opening.defer(async () => await rm(folder, { recursive: true, force: true }))
  const [port, management] = [20_000 + Math.floor(Math.random() * 10_000), 30_000 + Math.floor(Math.random() * 2000)]
  const authority = await makeAuthority('Pebble’s own')
  const { chain, key } = await signFor(['localhost', '127.0.0.1'], authority, Date.now())
  const trust = join(folder, 'trust.pem')
  const files = { certificate: join(folder, 'cert.pem'), privateKey: join(folder, 'key.pem') }
  await Promise.all([writeFile(trust, authority.certificate), writeFile(files.certificate, chain), writeFile(files.privateKey, key)])
  // The authority's certificates are for loopback, and this process asks nobody else.
  setDefaultCACertificates([...getCACertificates('default'), authority.certificate])
  const listen = { listenAddress: `127.0.0.1:${port}`, managementListenAddress: `127.0.0.1:${management}` }
  const config = join(folder, 'pebble.json')
  await writeFile(config, JSON.stringify({ pebble: { ...listen, ...files, httpPort, tlsPort: 5001, ocspResponderURL: '', externalAccountBindingRequired: false } }))
  const directory = `https://localhost:${port}/dir`
  const argv = ['pebble', '-strict', '-config', config, '-dnsserver', nameServer] as const
  const launch = async (): Promise<AsyncDisposable> =>
    await startProgram({ argv, env: { PEBBLE_VA_NOSLEEP: '1' }, log: join(folder, 'log'), answers: async () => (await read(directory)).startsWith('{') })
  let server = await launch()
  opening.defer(async () => await server[Symbol.asyncDispose]())
  const opened = opening.move()
  return {
    directory,
    trust,
    root: async () => await read(`https://localhost:${management}/roots/0`),
    stop: async () => await server[Symbol.asyncDispose](),
    start: async () => void (server = await launch()),
    [Symbol.asyncDispose]: async () => await opened.disposeAsync(),
  }
}

async function read(url: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    const asked = get(url, { agent: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => (text += chunk))
      answer.on('end', () => resolve(text))
    })
    asked.on('error', reject)
  })
}
