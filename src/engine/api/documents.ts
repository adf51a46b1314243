import { z } from 'zod'
import { DocumentName, LabDocument, LabDocumentBody, LabsImported } from '../../model/image.ts'
import { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import type { Api } from './context.ts'
import type { ImageContext } from './images.ts'
import { leaving } from './leaving.ts'
import { somebody } from './person.ts'

const Which = z.object({ app: InstanceName.optional() })
const one = z.object({ app: InstanceName, document: DocumentName })
const done = z.object({ ok: z.literal(true) })
/** A document of two million letters, as JSON, bytes. */
const bodyLimit = 9_000_000
const State = z.object({ text: z.string().max(4_000_000) }).strict()

/** Documents beside apps, step by step, and what an old lab server knew. */
export function documentRoutes(api: Api, { images, access }: ImageContext): void {
  api.get('/api/documents', { schema: { querystring: Which, response: { 200: z.array(LabDocument) } }, config: { policy: 'images.read' } }, async ({ query: { app } }) => {
    return [...(await images.documents(app))]
  })
  const put = { params: one, body: LabDocumentBody, response: { 200: LabDocument } }
  api.put('/api/documents/:app/:document', { bodyLimit, schema: put, config: { policy: 'images.change' } }, async (request, reply) => {
    const { app, document } = request.params
    if ((request.body.text === undefined) === (request.body.git === undefined)) throw new Problem('invalid', { where: 'the body', reason: 'give just one of text and git' })
    const kept = await images.putDocument(app, document, request.body, leaving(reply))
    await access.note(request, `put document ${document}`, app)
    return kept
  })
  api.delete('/api/documents/:app/:document', { schema: { params: one, response: { 200: done } }, config: { policy: 'images.change' } }, async (request) => {
    const { app, document } = request.params
    await images.removeDocument(app, document)
    await access.note(request, `remove document ${document}`, app)
    return { ok: true as const }
  })
  api.post('/api/labs/import', { bodyLimit, schema: { body: State, response: { 202: LabsImported } }, config: { policy: 'images.change' } }, async (request, reply) => {
    const imported = await images.importLabs(request.body.text, somebody(request))
    const names = imported.labs.flatMap(({ name }) => name ?? [])
    await access.note(request, `import ${names.length} of ${imported.labs.length} labs`, 'labs')
    return await reply.code(202).send(imported)
  })
}
