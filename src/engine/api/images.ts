import { z } from 'zod'
import { ConfirmBody } from '../../model/api.ts'
import { ImageChange, ImageGuess, LookBody, RegisterBody, RegisteredImageView, Registering } from '../../model/image.ts'
import { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import { EnvBody, EnvLine, ReleaseView, RollbackBody } from '../../model/project.ts'
import type { Api, ApiContext } from './context.ts'
import { kept, told } from './env.ts'
import { leaving } from './leaving.ts'
import { somebody } from './person.ts'

export type ImageContext = Pick<ApiContext, 'images' | 'access'>

const named = z.object({ name: InstanceName })
const done = z.object({ ok: z.literal(true) })
const Reveal = z.object({ reveal: z.stringbool().default(false) })
const RolledBack = z.object({ name: InstanceName, release: z.number().int() })
/** Of a compose file, which JSON makes longer, bytes. */
const bodyLimit = 2_000_000

/** Images by name, kept up to date. */
export function imageRoutes(api: Api, context: ImageContext): void {
  bookRoutes(api, context)
  changeRoutes(api, context)
  releaseRoutes(api, context)
  variableRoutes(api, context)
}

function bookRoutes(api: Api, { images, access }: ImageContext): void {
  api.get('/api/images', { schema: { response: { 200: z.array(RegisteredImageView) } }, config: { policy: 'images.read' } }, async () => [...(await images.views())])
  api.post('/api/images/look', { bodyLimit, schema: { body: LookBody, response: { 200: ImageGuess } }, config: { policy: 'images.change' } }, async (request, reply) => {
    demandOne(request.body)
    return await images.look(request.body, leaving(reply))
  })
  api.post('/api/images', { bodyLimit, schema: { body: RegisterBody, response: { 202: Registering } }, config: { policy: 'images.change' } }, async (request, reply) => {
    demandOne(request.body)
    const registering = await images.register(request.body, somebody(request))
    await access.note(request, `register ${request.body.image ?? 'images'}`, registering.name)
    return await reply.code(202).send(registering)
  })
}

function changeRoutes(api: Api, { images, access }: ImageContext): void {
  api.get('/api/images/:name', { schema: { params: named, response: { 200: RegisteredImageView } }, config: { policy: 'images.read' } }, async ({ params: { name } }) => {
    const view = await images.view(name)
    if (!view) throw new Problem('not-found', { what: 'image', name })
    return view
  })
  api.patch('/api/images/:name', { schema: { params: named, body: ImageChange, response: { 200: RegisteredImageView } }, config: { policy: 'images.change' } }, async (request) => {
    const view = await images.change(request.params.name, request.body, somebody(request))
    await access.note(request, `change ${Object.keys(request.body).join(', ')} of image`, view.name)
    return view
  })
  api.delete('/api/images/:name', { schema: { params: named, body: ConfirmBody, response: { 202: done } }, config: { policy: 'images.change' } }, async (request, reply) => {
    const { name } = request.params
    if (!(await images.view(name))) throw new Problem('not-found', { what: 'image', name })
    if (request.body.confirm !== name) throw new Problem('confirm-image', { name })
    await images.remove(name)
    await access.note(request, 'remove image', name)
    return await reply.code(202).send({ ok: true })
  })
}

function releaseRoutes(api: Api, { images, access }: ImageContext): void {
  api.post('/api/images/:name/check', { schema: { params: named, response: { 200: RegisteredImageView } }, config: { policy: 'images.run' } }, async (request, reply) => {
    return await images.check(request.params.name, leaving(reply))
  })
  api.post('/api/images/:name/take', { schema: { params: named, response: { 202: Registering } }, config: { policy: 'images.run' } }, async (request, reply) => {
    const taking = await images.take(request.params.name, somebody(request))
    await access.note(request, 'take what is newer', taking.name)
    return await reply.code(202).send(taking)
  })
  api.get('/api/images/:name/releases', { schema: { params: named, response: { 200: z.array(ReleaseView) } }, config: { policy: 'images.read' } }, async (request) => {
    return [...(await images.releases(request.params.name))]
  })
  const rollback = { params: named, body: RollbackBody.nullish(), response: { 202: RolledBack } }
  api.post('/api/images/:name/rollback', { schema: rollback, config: { policy: 'images.run' } }, async (request, reply) => {
    const { name } = request.params
    const release = await images.rollback(name, request.body?.release ?? null, somebody(request))
    await access.note(request, `roll back as release ${release}`, name)
    return await reply.code(202).send({ name, release })
  })
}

function variableRoutes(api: Api, { images, access }: ImageContext): void {
  api.get('/api/images/:name/env', { schema: { params: named, querystring: Reveal, response: { 200: z.array(EnvLine) } }, config: { policy: 'images.read' } }, async (request, reply) => {
    const { params, query, person } = request
    if (query.reveal && !access.may(person, 'images.change')) throw new Problem('forbidden')
    const lines = await images.env(params.name, query.reveal)
    if (query.reveal) await access.note(request, 'reveal variables', params.name)
    return await kept(reply).send([...lines])
  })
  api.patch('/api/images/:name/env', { schema: { params: named, body: EnvBody, response: { 200: z.array(EnvLine) } }, config: { policy: 'images.change' } }, async (request, reply) => {
    const { name } = request.params
    const lines = await images.envChange(name, request.body, somebody(request))
    await access.note(request, told(request.body), name)
    return await kept(reply).send([...lines])
  })
}

/** Throws `invalid` for several ways to say which image, or none. */
function demandOne({ image, run, compose }: z.output<typeof LookBody>): void {
  const given = [image, run, compose].filter((one) => one !== undefined).length
  if (given !== 1) throw new Problem('invalid', { where: 'the body', reason: 'give just one of image, run and compose' })
}
