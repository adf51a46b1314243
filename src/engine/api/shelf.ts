import { z } from 'zod'
import { ConfirmBody } from '../../model/api.ts'
import { ShelfItem } from '../../model/instance.ts'
import { ShelfId } from '../../model/names.ts'
import type { Api, ApiContext } from './context.ts'

const identified = z.object({ id: ShelfId })

/** Kept data of removed instances. */
export function shelfRoutes(api: Api, { db, shelf, access, feed }: ApiContext): void {
  api.get('/api/shelf', { schema: { response: { 200: z.array(ShelfItem) } }, config: { policy: 'shelf.read' } }, async () => [...(await db.shelf.all())])
  const purge = { params: identified, body: ConfirmBody, response: { 200: z.object({ ok: z.literal(true) }) } }
  api.delete('/api/shelf/:id', { schema: purge, config: { policy: 'shelf.purge' } }, async (request) => {
    await shelf.purge(request.params.id, request.body.confirm)
    await access.note(request, 'purge', request.params.id)
    feed.tell({ type: 'shelf', value: [...(await db.shelf.all())] })
    return { ok: true as const }
  })
}
