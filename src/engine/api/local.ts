import { z } from 'zod'
import { ownBase } from './base.ts'
import type { Api, ApiContext } from './context.ts'

const Code = z.object({ code: z.string() })
const Password = z.object({ password: z.string().max(1000) })
const Urls = z.object({ console: z.string(), claim: z.string().nullable(), code: z.string().nullable(), port: z.number().nullable(), gateway: z.number().nullable() })
const done = z.object({ ok: z.literal(true) })

/** What only the machine's own administrator may ask: possession of the machine is the way back in. */
export function localRoutes(api: Api, context: ApiContext): void {
  const { access, front } = context
  api.get('/api/local/urls', { schema: { response: { 200: Urls } }, config: { policy: 'local' } }, async () => {
    const { port, pid } = front()
    const base = ownBase(context)
    const code = (await access.claimed()) ? null : await access.claimCode()
    return { console: base, claim: code && `${base}/claim#code=${code}`, code, port, gateway: pid }
  })
  api.post('/api/local/claim-code', { schema: { response: { 200: Code } }, config: { policy: 'local' } }, async () => {
    return { code: await access.newClaimCode() }
  })
  api.post('/api/local/password', { schema: { body: Password, response: { 200: done } }, config: { policy: 'local' } }, async (request) => {
    await access.setPassword(request.body.password)
    await access.note(request, 'set password', 'owner')
    return { ok: true as const }
  })
  api.post('/api/local/shutdown', { schema: { body: z.object({ apps: z.boolean() }), response: { 202: done } }, config: { policy: 'local' } }, async (request, reply) => {
    await access.note(request, request.body.apps ? 'shut down with apps' : 'shut down', 'engine')
    await reply.code(202).send({ ok: true })
    context.shutDown(request.body.apps)
    return reply
  })
}
