import { z } from 'zod'
import { Figures } from '../../model/figures.ts'
import { InstanceName } from '../../model/names.ts'
import type { Api, ApiContext } from './context.ts'
import { demandInspect } from './inspect.ts'

const named = z.object({ name: InstanceName })

/** What an instance takes of the machine: for those who run it, and for whoever has the project it came from. */
export function figureRoutes(api: Api, context: ApiContext): void {
  api.get('/api/instances/:name/figures', { schema: { params: named, response: { 200: Figures } }, config: { policy: 'instances.read' } }, async ({ person, params: { name } }) => {
    await demandInspect(context, person, name)
    return await context.figures.of(name)
  })
}
