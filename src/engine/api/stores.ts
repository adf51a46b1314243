import { z } from 'zod'
import { BranchBody, StoreBody, StoreName, StoreView } from '../../model/store.ts'
import type { Api, ApiContext } from './context.ts'

const named = z.object({ name: StoreName })
const done = z.object({ ok: z.literal(true) })

/** Catalogues: which there are, and adding, switching, reading anew and removing them. */
export function catalogueRoutes(api: Api, { doors: { stores }, access }: ApiContext): void {
  api.get('/api/stores', { schema: { response: { 200: z.array(StoreView) } }, config: { policy: 'stores.read' } }, async () => [...(await stores.list())])
  api.post('/api/stores', { schema: { body: StoreBody, response: { 201: StoreView } }, config: { policy: 'stores.change' } }, async (request, reply) => {
    const view = await stores.add(request.body)
    await access.note(request, 'add store', view.name)
    return await reply.code(201).send(view)
  })
  api.patch('/api/stores/:name', { schema: { params: named, body: BranchBody, response: { 200: StoreView } }, config: { policy: 'stores.change' } }, async (request) => {
    const view = await stores.switchBranch(request.params.name, request.body.branch)
    await access.note(request, `switch store to ${request.body.branch}`, view.name)
    return view
  })
  api.delete('/api/stores/:name', { schema: { params: named, response: { 200: done } }, config: { policy: 'stores.change' } }, async (request) => {
    await stores.remove(request.params.name)
    await access.note(request, 'remove store', request.params.name)
    return { ok: true as const }
  })
  api.post('/api/stores/:name/refresh', { schema: { params: named, response: { 202: done } }, config: { policy: 'stores.read' } }, async (request, reply) => {
    await stores.refresh(request.params.name)
    return await reply.code(202).send({ ok: true })
  })
}
