import { z } from 'zod'
import { DeviceBody, DeviceId, DeviceView, PairBody, PairingBody, PairingView } from '../../model/device.ts'
import { Me } from '../../model/api.ts'
import { consoleBase } from './base.ts'
import type { Api, ApiContext } from './context.ts'
import { factsOf } from './facts.ts'

const identified = z.object({ id: DeviceId })
const done = z.object({ ok: z.literal(true) })

/** Paired machines, and the six digits that let one in. */
export function deviceRoutes(api: Api, context: ApiContext): void {
  const { access, locals } = context
  const { devices, pairing } = access
  api.get('/api/devices', { schema: { response: { 200: z.array(DeviceView) } }, config: { policy: 'devices.read' } }, async () => await devices.list())
  api.patch('/api/devices/:id', { schema: { params: identified, body: DeviceBody, response: { 200: done } }, config: { policy: 'devices.change' } }, async (request) => {
    await devices.rename(request.params.id, request.body.name)
    await access.crowd.tell()
    await access.note(request, `rename device to ${request.body.name}`, request.params.id)
    return { ok: true as const }
  })
  api.delete('/api/devices/:id', { schema: { params: identified, response: { 200: done } }, config: { policy: 'devices.change' } }, async (request) => {
    const name = await devices.remove(request.params.id)
    await access.crowd.tell()
    await access.note(request, `remove device ${name}`, request.params.id)
    return { ok: true as const }
  })
  const urlOf = (request: Parameters<typeof consoleBase>[0], code: string): string => `${consoleBase(request, context)}/pair#code=${code}`
  api.get('/api/devices/code', { schema: { response: { 200: PairingView.nullable() } }, config: { policy: 'devices.change' } }, (request) => {
    const live = pairing.current()
    return live && { ...live, url: urlOf(request, live.code) }
  })
  api.post('/api/devices/code', { schema: { body: PairingBody, response: { 201: PairingView } }, config: { policy: 'devices.change' } }, async (request, reply) => {
    const live = pairing.open(request.person.kind === 'person' ? request.person.name : '', request.body)
    await access.note(request, live.many ? 'make pairing code for many' : 'make pairing code', 'engine')
    return await reply.code(201).send({ ...live, url: urlOf(request, live.code) })
  })
  api.delete('/api/devices/code', { schema: { response: { 200: done } }, config: { policy: 'devices.change' } }, () => {
    pairing.close()
    return { ok: true as const }
  })
  api.post('/api/pair', { schema: { body: PairBody, response: { 200: Me } }, config: { policy: 'visitor' } }, async (request, reply) => {
    const { me, cookie } = await access.pair(request.body, factsOf(request, locals))
    return await reply.header('set-cookie', cookie).send(me)
  })
}
