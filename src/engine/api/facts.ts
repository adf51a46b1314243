import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { RequestFacts } from '../../access/person.ts'
import type { Locals } from './server.ts'

/**
 * What is known of a caller. The forwarding headers are the gateway's own: it strips a visitor's, and nobody
 * else can open the socket they come through.
 */
export function factsOf(request: FastifyRequest | IncomingMessage, locals: Locals): RequestFacts {
  const raw = 'raw' in request ? request.raw : request
  const local = locals.has(raw.socket)
  const header = (name: string): string | undefined => {
    const value = raw.headers[name]
    return Array.isArray(value) ? value[0] : value
  }
  return {
    local,
    method: raw.method ?? 'GET',
    cookie: header('cookie'),
    authorization: header('authorization'),
    origin: header('origin'),
    host: header('x-forwarded-host') ?? header('host'),
    scheme: header('x-forwarded-proto') === 'https' ? 'https' : 'http',
    from: local ? 'local' : (header('x-forwarded-for') ?? 'unknown'),
    agent: header('user-agent'),
    upgrade: header('upgrade') !== undefined,
  }
}
