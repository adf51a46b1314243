import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Provider } from '../../model/preview.ts'
import { asProblem, Problem } from '../../model/problem.ts'
import type { Api, ApiContext } from './context.ts'
import { factsOf } from './facts.ts'
import { Intake } from './intake.ts'
import { sendProblem } from './problems.ts'

export type WebhookContext = Pick<ApiContext, 'previews' | 'images' | 'access' | 'log' | 'locals'>

/** GitHub cuts its own at 25 MB; what a registry tells is not read at all. */
const mostMb = { preview: 25, image: 1 } as const
const At = z.object({ provider: z.string() })
const Hooked = z.object({ hook: z.string().max(200) })

/**
 * What providers and registries tell us. Nobody is signed in here and no cookie counts: a webhook is believed for its
 * signature, and a registry's is only a reason to look. Bodies are taken as they come, whatever they call themselves,
 * since the signature is over their bytes.
 */
export function webhookRoutes(outer: Api, context: WebhookContext): void {
  const intake = new Intake()
  void outer.register((api, _, added) => {
    api.removeAllContentTypeParsers()
    api.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload))
    const route = { schema: { hide: true }, config: { policy: 'open', ownRules: true } } as const
    api.post('/doors/preview/:provider', route, async (request, reply) => await guarded(request, reply, context, async () => await deliver(request, reply, { ...context, intake })))
    api.post('/doors/image/:hook', route, async (request, reply) => await guarded(request, reply, context, async () => await ring(request, reply, { ...context, intake })))
    added()
  })
}

interface Taking extends WebhookContext {
  readonly intake: Intake
}

/** Kept before it is answered; 200 says that it is known already, 204 that it means nothing here. */
async function deliver(request: FastifyRequest, reply: FastifyReply, { previews, intake, log }: Taking): Promise<FastifyReply> {
  const provider = Provider.safeParse(At.parse(request.params).provider).data
  if (provider === undefined) throw new Problem('no-route', { path: request.url.split('?')[0] ?? '' })
  const headers = headersOf(request)
  const delivered = await intake.take(bodyOf(request), mostMb.preview, async (body) => await previews.deliver(provider, { headers, body }))
  if (delivered) return await reply.code(delivered.queued ? 202 : 200).send(delivered)
  log.info({ provider, event: eventIn(headers) }, 'a webhook means nothing here')
  return await reply.code(204).send()
}

/** What is sent is not believed, so it is not read. */
async function ring(request: FastifyRequest, reply: FastifyReply, { images, intake }: Taking): Promise<FastifyReply> {
  const { hook } = Hooked.parse(request.params)
  await intake.take(bodyOf(request), mostMb.image, async () => {
    if (!(await images.pushed(hook))) throw new Problem('no-route', { path: '/doors/image' })
  })
  return await reply.code(202).send({ ok: true })
}

/**
 * Only what is wrong is braked: what is signed right is taken at once whoever else sits behind that address, since a
 * provider sends for everybody from the same ones, also for those who have a wrong secret.
 */
async function guarded(request: FastifyRequest, reply: FastifyReply, { access, locals }: WebhookContext, work: () => Promise<FastifyReply>): Promise<FastifyReply> {
  try {
    return await work()
  } catch (error) {
    const problem = asProblem(error)
    if (!request.raw.readableEnded) reply.header('connection', 'close') // the rest of it is not waited for
    if (problem.code !== 'bad-signature' && problem.code !== 'no-route') throw error
    const { brakes } = access
    const tried = { from: factsOf(request, locals).from }
    brakes.check('webhook', tried)
    await brakes.failed('webhook', tried)
    await sendProblem(reply, problem)
    return reply
  }
}

function bodyOf({ body }: FastifyRequest): Readable {
  return body instanceof Readable ? body : Readable.from([])
}

/** As they came, without what shows who somebody is elsewhere. */
function headersOf({ raw }: FastifyRequest): Readonly<Record<string, string | undefined>> {
  const pairs = Object.entries(raw.headers).filter(([name]) => name !== 'cookie' && name !== 'authorization')
  return Object.fromEntries(pairs.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]))
}

/** As the provider calls it, for the log. */
function eventIn(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  const name = Object.keys(headers).find((header) => /^x-[a-z]+-event(?:-type)?$/.test(header))
  return name === undefined ? undefined : headers[name]?.slice(0, 100)
}
