import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { endingFlags } from '../kit/endingflags.ts'

export interface GatewayProcessOptions {
  /** The gateway's main file, beside this program's. */
  readonly main: string
  readonly socket: string
  readonly port: string
  /** Of HTTPS, in the same form. */
  readonly tlsPort: string
  /** Addresses of proxies that are believed, with commas between. */
  readonly proxies: string
  readonly uid: number | null
  readonly logFolder: string
}

/**
 * How Node runs the gateway. Its garbage is short-lived, so the young generation may be small; and undici's HTTP
 * parser, which is WebAssembly, stays as it was first compiled: compiling it again would keep 12 MB for good.
 * Bench `gateway` runs with these.
 */
export const gatewayFlags: readonly string[] = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=2', '--liftoff-only', ...endingFlags]

/**
 * Starts the gateway in a session of its own, so that it goes on serving while the engine is away. It gets
 * no environment: all it may know is in its arguments and in what the engine sends.
 */
export async function startGateway(options: GatewayProcessOptions): Promise<number> {
  const log = await open(join(options.logFolder, 'gateway.log'), 'a', 0o640)
  const uid = options.uid === null ? [] : ['--uid', String(options.uid)]
  const argv = [...gatewayFlags, options.main, '--socket', options.socket, '--port', options.port, '--tls-port', options.tlsPort, '--proxies', options.proxies, ...uid]
  const child = spawn(process.execPath, argv, { detached: true, stdio: ['ignore', log.fd, log.fd], env: { NODE_ENV: 'production' } })
  child.unref()
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
  await log.close()
  return child.pid ?? 0
}
