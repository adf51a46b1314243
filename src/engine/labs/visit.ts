import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Problem } from '../../model/problem.ts'
import type { Api } from '../api/context.ts'
import { findLab } from './lab.ts'
import type { Lab, LabContext } from './lab.ts'
import { loadingPage, sendMissing, sendPage } from './pages.ts'
import { besideLabs, onLabsHost } from './place.ts'
import { LabStatus, statusOf } from './status.ts'

const named = z.object({ id: z.string().max(200) })
const Hello = z.object({ message: z.string() })
const Health = z.object({ status: z.literal('ok') })

/** What visitors of labs ask: each only of labs that they may use, by the app's own policy. Nothing here starts an app or counts as a visit to it: that is done by going there. */
export function visitRoutes(api: Api, context: LabContext): void {
  const constraints = onLabsHost(context.settings.domain)
  const page = { constraints, schema: { hide: true, params: named }, config: { policy: 'visitor' as const } }
  api.get('/', { constraints, schema: { hide: true, response: { 200: Hello } }, config: { policy: 'visitor' } }, () => ({ message: 'Hello from the labs of this machine.' }))
  api.get('/health-check', { constraints, schema: { hide: true, response: { 200: Health } }, config: { policy: 'open' } }, () => ({ status: 'ok' as const }))
  api.get('/status/:id', { ...page, schema: { hide: true, params: named, response: { 200: LabStatus } } }, async (request, reply) => {
    const lab = await findLab(context, request, request.params.id)
    if (lab?.sight !== 'allow') throw new Problem('no-lab', { what: 'lab', name: request.params.id })
    return await reply.header('cache-control', 'no-store').send(statusOf(lab, homeOf(lab, request, context)))
  })
  for (const path of ['/app/:id', '/lab/:id', '/loading/:id']) api.get(path, page, async (request, reply) => await open(request, reply, { context, id: request.params.id }))
  api.get('/*', { constraints, schema: { hide: true }, config: { policy: 'visitor' } }, async (request, reply) => await toItsOwn(request, reply, context))
}

/** The app's own address, with a slash at its end. */
function homeOf({ name }: Lab, request: FastifyRequest, { locals }: LabContext): string {
  return `${besideLabs(request, name, locals)}/`
}

/**
 * An app that is here is opened at its own address, where the visit wakes it and its own waiting page says how that goes;
 * also where somebody has to sign in first. One that is still being brought has no address yet, so the page is here.
 */
async function open(request: FastifyRequest, reply: FastifyReply, { context, id }: { readonly context: LabContext; readonly id: string }): Promise<FastifyReply> {
  const lab = await findLab(context, request, id)
  if (!lab || lab.sight === 'deny' || (!lab.instance && lab.sight !== 'allow')) return await sendMissing(reply, 'lab', id)
  const home = homeOf(lab, request, context)
  const status = statusOf(lab, home)
  const waits = lab.sight === 'allow' && (lab.instance === undefined || lab.instance.state === 'fetching')
  if (!waits) return await reply.header('cache-control', 'no-store').redirect(home)
  return await sendPage(reply, loadingPage({ title: lab.instance?.title ?? lab.image.title, status, ask: `/status/${encodeURIComponent(lab.lab)}` }))
}

/** `/<lab>/…`, as the old web server had it, is the same place at the app's own address. */
async function toItsOwn(request: FastifyRequest, reply: FastifyReply, context: LabContext): Promise<FastifyReply> {
  const [, coded = '', rest = ''] = /^\/([^/?]*)([^]*)$/.exec(request.url) ?? []
  const id = decoded(coded)
  const lab = id === undefined || id === '' ? undefined : await findLab(context, request, id)
  if (!lab || lab.sight === 'deny') return await sendMissing(reply, 'lab', id ?? coded)
  if (!lab.instance) return await open(request, reply, { context, id: lab.lab })
  const home = homeOf(lab, request, context)
  return await reply.header('cache-control', 'no-store').redirect(home + rest.replace(/^\//, ''))
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
