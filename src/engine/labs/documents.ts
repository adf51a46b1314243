import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { labOf, nameOfLab } from '../../doors/image/labs/names.ts'
import { documentPolicy } from '../../doors/image/documents/policy.ts'
import type { InstanceName } from '../../model/names.ts'
import type { Decision } from '../../model/policy.ts'
import type { Api } from '../api/context.ts'
import { sightOf } from './lab.ts'
import type { LabContext } from './lab.ts'
import { documentsPage, sendMissing, sendPage } from './pages.ts'
import { besideLabs, isOnLabsHost } from './place.ts'

const asked = z.object({ id: z.string().max(200), document: z.string().max(100).optional() })
type Asked = z.infer<typeof asked>

/** Documents beside apps, for those who may use the app: where labs are, and beside the console, where people are signed in. */
export function documentationRoutes(api: Api, context: LabContext): void {
  const route = { schema: { hide: true, params: asked }, config: { policy: 'visitor' as const } }
  for (const path of ['/documentation/:id', '/documentation/:id/:document']) {
    api.get(path, route, async (request, reply) => await reply.redirect(withSlash(request.url)))
    api.get(`${path}/`, route, async (request, reply) => await show(request, reply, { context, ...request.params }))
  }
}

async function show(request: FastifyRequest, reply: FastifyReply, { context, id, document }: Asked & { readonly context: LabContext }): Promise<FastifyReply> {
  const app = nameOfLab(id)
  const sight = app === undefined ? undefined : await sightOfApp(context, request, app)
  if (app === undefined || sight === undefined || sight === 'deny') return await sendMissing(reply, 'document', document ?? id)
  if (sight === 'sign-in') return await reply.header('cache-control', 'no-store').redirect(signInFor(request, context))
  return document === undefined ? await showAll(reply, context, app) : await showOne(reply, context, { app, document })
}

/** One is shown at once; of several there is a list. */
async function showAll(reply: FastifyReply, context: LabContext, app: InstanceName): Promise<FastifyReply> {
  const documents = await context.images.documents(app)
  const [only, ...more] = documents
  if (only && more.length === 0) return await showOne(reply, context, only)
  if (!only) return await sendMissing(reply, 'document', labOf(app))
  return await sendPage(reply, documentsPage(context.view(app)?.title ?? labOf(app), documents))
}

async function showOne(reply: FastifyReply, { images }: LabContext, { app, document }: { readonly app: InstanceName; readonly document: string }): Promise<FastifyReply> {
  const text = await images.page(app, document)
  return text === undefined ? await sendMissing(reply, 'document', document) : await sendPage(reply, { text, csp: documentPolicy })
}

/** Nothing where there is no such app: then its documents, if any are left, are for those who run the machine. */
async function sightOfApp(context: LabContext, { person }: FastifyRequest, app: InstanceName): Promise<Decision | undefined> {
  const image = await context.images.view(app)
  const policy = context.view(app)?.policy ?? (image && { access: image.access, paths: {} })
  if (policy) return await sightOf(context, person, policy)
  const sight = await sightOf(context, person, { access: 'private', paths: {} })
  return sight === 'allow' ? sight : undefined
}

/** Nobody is signed in where labs are: the console shows the same page to those who are. */
function signInFor(request: FastifyRequest, context: LabContext): string {
  if (isOnLabsHost(request, context) && request.person.kind === 'anonymous') return besideLabs(request, 'berth', context.locals) + request.url
  return `/signin?next=${encodeURIComponent(request.url)}`
}

function withSlash(url: string): string {
  const mark = url.indexOf('?')
  return mark < 0 ? `${url}/` : `${url.slice(0, mark)}/${url.slice(mark)}`
}
