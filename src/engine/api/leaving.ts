import type { FastifyReply } from 'fastify'

/** Aborts when whoever asked goes away before the answer: what is being done for them alone need not go on. */
export function leaving(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.on('close', () => gone.abort(new Error('whoever asked left')))
  return gone.signal
}
