import { OpenMode } from '../../model/openmode.ts'
import type { Api, ApiContext } from './context.ts'

/** Open mode: what of this machine needs nobody's leave. */
export function openModeRoutes(api: Api, { access }: ApiContext): void {
  api.get('/api/open', { schema: { response: { 200: OpenMode } }, config: { policy: 'open.read' } }, async () => await access.opening.get())
  api.put('/api/open', { schema: { body: OpenMode, response: { 200: OpenMode } }, config: { policy: 'machine.change' } }, async (request) => {
    await access.opening.set(request.body)
    await access.crowd.tell()
    const on = Object.entries(request.body).flatMap(([name, is]) => (is ? [name] : []))
    await access.note(request, `open mode: ${on.length > 0 ? on.join(', ') : 'nothing'}`, 'engine')
    return request.body
  })
}
