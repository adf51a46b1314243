import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import type { pino as Pino } from 'pino'
import { openGateway } from './gateway.ts'
import { warmUp } from './proxy/warm.ts'

/**
 * `--socket <path> --port <n[,n…]> [--tls-port <n[,n…]>] [--proxies <ip or range[,…]>] [--uid <n>] [--address <ip>]`;
 * logs JSON lines to standard output, ends on SIGTERM or SIGINT.
 */
const { values } = parseArgs({
  options: {
    socket: { type: 'string' },
    port: { type: 'string', default: '80' },
    'tls-port': { type: 'string', default: '' },
    proxies: { type: 'string', default: '' },
    uid: { type: 'string' },
    address: { type: 'string' },
  },
})
if (!values.socket) throw new Error('--socket is missing')

// By `require`: to `import` it would bring up a lexer for CommonJS, 7 of the 70 MB the gateway may have.
const pino = createRequire(import.meta.url)('pino') as typeof Pino
const log = pino({ base: null })
const ended = new Promise((resolve) => {
  process.once('SIGTERM', resolve)
  process.once('SIGINT', resolve)
})

const { socket, address } = values
await using gateway = await openGateway({
  socket,
  ports: listed(values.port).map(Number),
  tlsPorts: listed(values['tls-port']).map(Number),
  proxies: listed(values.proxies),
  log,
  version: '0.1.0',
  ...(address === undefined ? {} : { address }),
})
await warmUp(address ?? '127.0.0.1', gateway.port)

// Everything that needs a right is open and loaded: from here on there is none.
if (values.uid !== undefined && process.getuid?.() === 0) {
  const id = Number(values.uid)
  process.setgroups?.([])
  process.setgid?.(id)
  process.setuid?.(id)
}
log.info({ port: gateway.port, tls: gateway.tlsPort, uid: process.getuid?.() }, 'ready')

await ended
log.info({}, 'the gateway closes')

function listed(text: string): string[] {
  return text.split(',').filter((one) => one !== '')
}
