import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Scope } from '../../kit/scope.ts'
import { buildApi } from './api.ts'
import type { ApiContext } from './context.ts'
import { ExecSocket } from './exec.ts'
import { FeedSocket } from './feedsocket.ts'
import { listenOnSocket } from './server.ts'

/**
 * Opens the API on its two sockets: `run/engine.sock` for the machine's own administrator, and
 * `run/gateway/engine.sock` for everybody else, through the gateway.
 */
export async function openApi(context: Omit<ApiContext, 'locals' | 'uploads'>, data: string, gatewayUid: number | null): Promise<AsyncDisposable> {
  const scope = new Scope()
  const whole = { ...context, locals: new WeakSet(), uploads: join(data, 'uploads') } satisfies ApiContext
  await rm(whole.uploads, { recursive: true, force: true }) // of an engine that was cut off
  const api = await buildApi(whole)
  scope.onClose(() => api.close())
  const feed = scope.use(new FeedSocket(whole))
  const exec = scope.use(new ExecSocket(whole))
  const onUpgrade: Parameters<typeof listenOnSocket>[1]['onUpgrade'] = (request, socket, head) => {
    const to = ExecSocket.isAt(request.url) ? exec : feed
    to.upgrade(request, socket, head).catch((err: unknown) => context.log.warn({ err }, 'an upgrade failed'))
  }
  scope.use(await listenOnSocket(api, { path: join(data, 'run', 'engine.sock'), locals: whole.locals, uid: null, onUpgrade }))
  scope.use(await listenOnSocket(api, { path: join(data, 'run', 'gateway', 'engine.sock'), locals: null, uid: gatewayUid, onUpgrade }))
  return scope
}
