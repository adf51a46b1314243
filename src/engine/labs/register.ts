import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { registerLab } from '../../doors/image/labs/importing.ts'
import { labOf } from '../../doors/image/labs/names.ts'
import { registrationOf } from '../../doors/image/labs/registration.ts'
import type { LabRegistration } from '../../doors/image/labs/registration.ts'
import type { SomePerson } from '../../access/person.ts'
import { Access } from '../../model/access.ts'
import type { RegisteredImageView } from '../../model/image.ts'
import { Problem } from '../../model/problem.ts'
import type { Api } from '../api/context.ts'
import { leaving } from '../api/leaving.ts'
import { somebody } from '../api/person.ts'
import { findLab } from './lab.ts'
import type { LabContext } from './lab.ts'
import { besideLabs, onLabsHost } from './place.ts'
import { LabStatus, statusOf } from './status.ts'

const id = z.string().max(200)
/** Just one of the three names. `access`: who may use it, which the old backend did not ask; private where it is not said. */
const Body = z.object({ lab_id: id.optional(), name: id.optional(), app_name: id.optional(), docker_image: z.string().max(300), port: z.unknown().optional(), access: Access.optional() })
const Message = z.object({ message: z.string() })
const LabView = LabStatus.omit({ reason: true, next: true, usual: true }).extend({ lab_id: z.string(), app_name: z.string(), docker_image: z.string(), port: z.number().nullable() })

/** The lists and changes of the old backend, now only for those who may. */
export function registerRoutes(api: Api, context: LabContext): void {
  const { images, access, settings } = context
  const constraints = onLabsHost(settings.domain)
  for (const path of ['/register_app', '/register_lab']) {
    api.post(path, { constraints, schema: { hide: true, body: Body, response: { 200: Message } }, config: { policy: 'images.change' } }, async (request, reply) => {
      const lab = labIn(request.body)
      const message = await register(context, lab, { by: somebody(request), reply, access: request.body.access })
      await access.note(request, `register lab ${lab.image}`, lab.name)
      return { message }
    })
  }
  api.get('/apps', { constraints, schema: { hide: true, response: { 200: z.array(LabView) } }, config: { policy: 'images.read' } }, async (request) => {
    return (await images.views()).map((image) => viewOf(image, request, context))
  })
  for (const path of ['/apps/:id', '/labs/:id']) {
    api.delete(path, { constraints, schema: { hide: true, params: z.object({ id }), response: { 200: Message } }, config: { policy: 'images.change' } }, async (request) => {
      const lab = await findLab(context, request, request.params.id)
      if (!lab) throw new Problem('no-lab', { what: 'lab', name: request.params.id })
      await images.remove(lab.name)
      await access.note(request, 'remove image', lab.name)
      return { message: `Lab ${lab.lab} was removed; its data is on the shelf.` }
    })
  }
}

/** Throws `invalid`. */
function labIn({ lab_id, name, app_name, docker_image, port }: z.output<typeof Body>): LabRegistration {
  const [lab, ...more] = [lab_id, name, app_name].filter((one) => one !== undefined)
  if (lab === undefined || more.length > 0) throw new Problem('invalid', { where: 'the body', reason: 'give just one of lab_id and name' })
  const found = registrationOf({ lab, image: docker_image, port })
  if (typeof found === 'string') throw new Problem('invalid', { where: 'the body', reason: found })
  return found
}

interface Asking {
  readonly by: SomePerson
  readonly reply: FastifyReply
  readonly access: z.infer<typeof Access> | undefined
}

/** The old pipelines register a lab anew with each image they build: then it takes that image. */
async function register({ images }: LabContext, lab: LabRegistration, { by, reply, access }: Asking): Promise<string> {
  const signal = leaving(reply)
  const known = await images.view(lab.name)
  if (!known) {
    const look = async (image: string) => await images.look({ image }, signal)
    await registerLab(lab, { look, register: async (body) => await images.register({ ...body, access: access ?? body.access }, by) })
    return `Lab ${lab.lab} is registered and being made ready.`
  }
  if (!Object.values(known.images).includes(lab.image)) {
    await images.change(lab.name, { image: lab.image }, by)
    return `Lab ${lab.lab} was registered already; it goes over to ${lab.image}.`
  }
  await images.check(lab.name, signal)
  await images.take(lab.name, by).catch((error: unknown) => {
    if (!(error instanceof Problem) || error.code !== 'nothing-newer') throw error
  })
  return `Lab ${lab.lab} was registered already; it takes its newest image.`
}

function viewOf(image: RegisteredImageView, request: FastifyRequest, { view, locals }: LabContext): z.infer<typeof LabView> {
  const { running_status, url } = statusOf({ instance: view(image.name), image }, `${besideLabs(request, image.name, locals)}/`)
  return { lab_id: labOf(image.name), app_name: image.name, docker_image: Object.values(image.images)[0] ?? '', port: image.settings.port ?? null, running_status, url }
}
