import { Health } from '../../model/api.ts'
import { MachineView } from '../../model/machine.ts'
import type { Api, ApiContext } from './context.ts'

/** The machine itself: is it well, and what was done on it. */
export function machineRoutes(api: Api, { access, engine, version, machine }: ApiContext): void {
  api.get('/api/health', { schema: { response: { 200: Health } }, config: { policy: 'open' } }, async () => {
    return { ok: true, claimed: await access.claimed(), version, engine }
  })
  api.get('/api/machine', { schema: { response: { 200: MachineView } }, config: { policy: 'machine.read' } }, () => machine())
}
