import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import type { pino as Pino } from 'pino'
import { openGateway } from './gateway.ts'

/** `--socket <path> --port <n[,n…]> [--uid <n>]`; logs JSON lines to standard output, ends on SIGTERM or SIGINT. */
const { values } = parseArgs({ options: { socket: { type: 'string' }, port: { type: 'string', default: '80' }, uid: { type: 'string' }, address: { type: 'string' } } })
if (!values.socket) throw new Error('--socket is missing')

// By `require`: to `import` it would bring up a lexer for CommonJS, 7 of the 70 MB the gateway may have.
const pino = createRequire(import.meta.url)('pino') as typeof Pino
const log = pino({ base: null })
const ports = values.port.split(',').map(Number)
await using gateway = await openGateway({ socket: values.socket, ports, log, version: '0.1.0', ...(values.address ? { address: values.address } : {}) })

// Everything that needs a right is open and loaded: from here on there is none.
if (values.uid !== undefined && process.getuid?.() === 0) {
  const id = Number(values.uid)
  process.setgroups?.([])
  process.setgid?.(id)
  process.setuid?.(id)
  log.info({ uid: id }, 'running without rights')
}

process.on('unhandledRejection', (err) => log.error({ err }, 'a promise was not looked after'))
await new Promise((resolve) => {
  process.once('SIGTERM', resolve)
  process.once('SIGINT', resolve)
})
log.info({ port: gateway.port }, 'the gateway closes')
