import { z } from 'zod'
import { Registry, RegistryBody, RegistryHost } from '../../model/image.ts'
import type { Api } from './context.ts'
import type { ImageContext } from './images.ts'
import { leaving } from './leaving.ts'

const at = z.object({ host: RegistryHost })
const done = z.object({ ok: z.literal(true) })

/** Registries of images that want to know who asks. */
export function registryRoutes(api: Api, { images, access }: ImageContext): void {
  api.get('/api/registries', { schema: { response: { 200: z.array(Registry) } }, config: { policy: 'images.read' } }, async () => [...(await images.registries())])
  api.post('/api/registries', { schema: { body: RegistryBody, response: { 201: Registry } }, config: { policy: 'images.change' } }, async (request, reply) => {
    const registry = await images.logIn(request.body, leaving(reply))
    await access.note(request, `sign in to registry as ${registry.user}`, registry.host)
    return await reply.code(201).send(registry)
  })
  api.delete('/api/registries/:host', { schema: { params: at, response: { 200: done } }, config: { policy: 'images.change' } }, async (request) => {
    await images.logOut(request.params.host)
    await access.note(request, 'sign out of registry', request.params.host)
    return { ok: true as const }
  })
}
