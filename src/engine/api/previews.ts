import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { seesAll } from '../../access/may.ts'
import type { InstanceView } from '../../model/instance.ts'
import { InstanceName } from '../../model/names.ts'
import { ApproveBody, ExtendBody, PreviewBody, PreviewView } from '../../model/preview.ts'
import { Problem } from '../../model/problem.ts'
import { ReleaseView } from '../../model/project.ts'
import { seenPreview } from '../previewsight.ts'
import type { Standpoint } from '../previewsight.ts'
import { isOpen } from '../sight.ts'
import type { Api, ApiContext } from './context.ts'
import { somebody } from './person.ts'

export interface PreviewContext extends Pick<ApiContext, 'previews' | 'access'> {
  readonly view: (name: InstanceName) => Pick<InstanceView, 'policy'> | undefined
}

const named = z.object({ name: InstanceName })
const done = z.object({ ok: z.literal(true) })

/** Running copies of pull requests and branches. */
export function previewRoutes(api: Api, context: PreviewContext): void {
  readRoutes(api, context)
  runRoutes(api, context)
  decideRoutes(api, context)
}

function readRoutes(api: Api, context: PreviewContext): void {
  const { previews } = context
  api.get('/api/previews', { schema: { response: { 200: z.array(PreviewView) } }, config: { policy: 'previews.read' } }, async (request) => {
    const standpoint = await standpointOf(context, request)
    return (await previews.views()).flatMap((view) => seenPreview(standpoint, view) ?? [])
  })
  api.get('/api/previews/:name', { schema: { params: named, response: { 200: PreviewView } }, config: { policy: 'previews.read' } }, async (request) => await seen(context, request))
  api.get('/api/previews/:name/releases', { schema: { params: named, response: { 200: z.array(ReleaseView) } }, config: { policy: 'previews.read' } }, async (request) => {
    const { name } = await seen(context, request)
    if (!seesAll(request.person)) throw new Problem('forbidden')
    return [...(await previews.releases(name))]
  })
}

function runRoutes(api: Api, { previews, access }: PreviewContext): void {
  api.post('/api/previews', { schema: { body: PreviewBody, response: { 202: PreviewView } }, config: { policy: 'previews.run' } }, async (request, reply) => {
    const view = await previews.start(request.body, somebody(request))
    await access.note(request, 'start preview', view.name)
    return await reply.code(202).send(view)
  })
  for (const verb of ['redeploy', 'stop', 'resume'] as const) {
    api.post(`/api/previews/:name/${verb}`, { schema: { params: named, response: { 202: PreviewView } }, config: { policy: 'previews.run' } }, async (request, reply) => {
      const view = await previews[verb](request.params.name, somebody(request))
      await access.note(request, `${verb} preview`, view.name)
      return await reply.code(202).send(view)
    })
  }
  api.delete('/api/previews/:name', { schema: { params: named, response: { 202: done } }, config: { policy: 'previews.run' } }, async (request, reply) => {
    await previews.remove(request.params.name, somebody(request))
    await access.note(request, 'remove preview with its data', request.params.name)
    return await reply.code(202).send({ ok: true })
  })
}

function decideRoutes(api: Api, { previews, access }: PreviewContext): void {
  api.post('/api/previews/:name/approve', { schema: { params: named, body: ApproveBody, response: { 202: PreviewView } }, config: { policy: 'previews.run' } }, async (request, reply) => {
    const view = await previews.approve(request.params.name, request.body.commit, somebody(request))
    await access.note(request, `approve commit ${request.body.commit}`, view.name)
    return await reply.code(202).send(view)
  })
  api.post('/api/previews/:name/extend', { schema: { params: named, body: ExtendBody, response: { 200: PreviewView } }, config: { policy: 'previews.run' } }, async (request) => {
    const view = await previews.extend(request.params.name, request.body.hours, somebody(request))
    await access.note(request, `keep preview for ${request.body.hours} more hours`, view.name)
    return view
  })
}

async function standpointOf({ access, view }: PreviewContext, { person }: Pick<FastifyRequest, 'person'>): Promise<Standpoint> {
  return { person, open: await isOpen(access), policyOf: (name) => view(name)?.policy }
}

/** Throws `not-found`, the same for one that they may not see. */
async function seen(context: PreviewContext, request: Pick<FastifyRequest, 'person'> & { readonly params: z.output<typeof named> }): Promise<PreviewView> {
  const { name } = request.params
  const found = await context.previews.view(name)
  const shown = found && seenPreview(await standpointOf(context, request), found)
  if (!shown) throw new Problem('not-found', { what: 'preview', name })
  return shown
}
