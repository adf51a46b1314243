import { readFile } from 'node:fs/promises'
import { chown } from 'node:fs/promises'
import { join } from 'node:path'
import type { Access } from '../access/access.ts'
import type { EngineFrame, GatewayFrame } from '../gateway/protocol.ts'
import type { Demands } from '../instances/demands.ts'
import type { Supervisor } from '../instances/supervisor.ts'
import type { Log } from '../kit/log.ts'
import type { EngineId, InstanceName } from '../model/names.ts'
import { identityKey } from '../access/identitykey.ts'
import type { Broadcast } from './broadcast.ts'
import { consoleNames } from './domains.ts'
import { GatewayLink } from './gatewaylink.ts'
import { startGateway } from './gatewayprocess.ts'
import type { Settings } from './settings.ts'

export interface FrontOptions {
  readonly data: string
  readonly settings: Settings
  readonly log: Log
  readonly gatewayMain: string
  readonly engine: EngineId
  readonly access: Access
  readonly demands: Demands
  readonly broadcast: Broadcast
  readonly supervisor: Supervisor
  /** The engine's label on the LAN, once it has one there. */
  readonly lan: () => string | null
  /** What the gateway must hear after each snapshot, besides. */
  readonly after: () => readonly EngineFrame[]
  /** Apps have come, changed or gone. */
  readonly onRoutes: () => void
  /** The gateway has said where it listens. */
  readonly onAddress: () => void
  /** A visitor asks for another try. */
  readonly onRetry: (name: InstanceName) => void
  /** Something for the audit. */
  readonly onSeen: (seen: Extract<GatewayFrame, { type: 'seen' }>) => void
}

/** Where people reach this engine; null what is not known (yet). */
export interface FrontAddress {
  readonly port: number | null
  readonly pid: number | null
  /** The port of HTTPS. */
  readonly tls: number | null
  readonly lan: string | null
}

export interface Front extends AsyncDisposable {
  address(): FrontAddress
  send(frame: EngineFrame): void
  /** Tells the gateway all of it again. */
  refresh(): Promise<void>
  stop(): Promise<void>
}

/** Where people come in: the gateway, kept running and kept informed; what it says of demand wakes the runners. */
export async function openFront(options: FrontOptions): Promise<Front> {
  const { data, settings, log, access, broadcast } = options
  const folder = join(data, 'run', 'gateway')
  const uid = process.getuid?.() === 0 ? settings.gateway_uid : null
  if (uid !== null) await chown(folder, uid, uid)
  const socket = join(folder, 'gateway.sock')
  let port: number | null = null
  let pid: number | null = null
  let tls: number | null = null
  const hear = (frame: GatewayFrame): void => {
    if (frame.type === 'hello') {
      port = frame.listening[0] ?? null
      pid = frame.pid
      tls = frame.tls
      broadcast.tellAll()
      options.onAddress()
    } else heed(frame, options)
  }
  const snapshot = async (): Promise<EngineFrame> => ({
    type: 'snapshot',
    domain: settings.domain,
    consoleNames: consoleNames(settings.domain),
    engineSocket: join(folder, 'engine.sock'),
    key: access.key('app-sessions').toString('base64url'),
    lan: options.lan(),
    identity: await identityKey(access.vault, options.engine),
    crowd: await access.crowd.now(),
    routes: broadcast.routes(),
  })
  const spawn = async (): Promise<void> => {
    pid = await startGateway({ main: options.gatewayMain, socket, port: settings.port, tlsPort: settings.https_port, proxies: settings.trusted_proxies, uid, logFolder: join(data, 'log') })
    log.info({ pid }, 'the gateway was started')
  }
  const link = new GatewayLink({ socket, spawn, snapshot, after: options.after, onFrame: hear, log })
  broadcast.onFrame((frame) => {
    link.send(frame)
    options.onRoutes()
  })
  access.crowd.onChange((crowd) => link.send({ type: 'crowd', crowd }))
  return {
    address: () => ({ port, pid, tls, lan: options.lan() }),
    send: (frame) => link.send(frame),
    refresh: async () => await link.refresh(),
    stop: async () => {
      await link[Symbol.asyncDispose]()
      if (pid !== null && (await isGateway(pid, socket))) process.kill(pid, 'SIGTERM')
    },
    [Symbol.asyncDispose]: () => link[Symbol.asyncDispose](),
  }
}

function heed(frame: Exclude<GatewayFrame, { type: 'hello' }>, { demands, supervisor, onRetry, onSeen, log }: FrontOptions): void {
  switch (frame.type) {
    case 'demand':
      if (frame.full) demands.forgetTargets()
      for (const row of frame.rows) {
        demands.tell(row.instance, row.active + (row.waiting ? 1 : 0), row.idle, row.targets)
        supervisor.wake(row.instance)
      }
      return
    case 'retry':
      return onRetry(frame.instance)
    case 'unreachable':
      return supervisor.wake(frame.instance)
    case 'seen':
      return onSeen(frame)
    case 'port-failed':
      return log.warn(frame, 'a port could not be opened')
  }
}

/** A pid may have been given to another program meanwhile: only a gateway on this very socket is ended. */
async function isGateway(pid: number, socket: string): Promise<boolean> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return line.includes(socket)
}
