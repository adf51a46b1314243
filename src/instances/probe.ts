import { request } from 'node:http'
import { connect } from 'node:net'
import type { Entry } from '../model/plan.ts'

/** How long one look at a port may take, milliseconds: an app that accepts and says nothing is not ready. */
const patience = 2000

/** Does the app answer? Any HTTP response counts, or, at a path that the app names for it, one without an error; a proxy may accept before the app listens, so accepting does not. */
export async function answers(entry: Entry, address: string, host: string, signal: AbortSignal): Promise<boolean> {
  return entry.protocol === 'http' ? await answersHttp(address, entry, host, signal) : await accepts(address, entry.port, signal)
}

function answersHttp(address: string, { port, health }: Entry, host: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { host, 'user-agent': 'Berth-Readiness', connection: 'close' }
    const asked = request({ host: address, port, path: health ?? '/', headers, agent: false, timeout: patience, signal }, (answer) => {
      answer.destroy()
      resolve(health === undefined || (answer.statusCode ?? 500) < 400)
    })
    asked.on('timeout', () => asked.destroy())
    asked.on('error', () => resolve(false))
    asked.on('close', () => resolve(false))
    asked.end()
  })
}

function accepts(address: string, port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: patience, signal })
    socket.on('connect', () => resolve(true))
    socket.on('timeout', () => socket.destroy())
    socket.on('error', () => resolve(false))
    socket.on('close', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}
