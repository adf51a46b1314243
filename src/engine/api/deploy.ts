import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { JobId } from '../../model/names.ts'
import { asProblem, Problem } from '../../model/problem.ts'
import { Deploying, ImageBody, ProjectChange } from '../../model/project.ts'
import type { PushWord } from '../../model/project.ts'
import type { Api } from './context.ts'
import { EventAnswer } from './events.ts'
import { named, own } from './ownproject.ts'
import type { Own, ProjectContext } from './ownproject.ts'
import type { Followed, Upload } from './projectsdoor.ts'
import { receiveUpload } from './upload.ts'

const archives = ['application/gzip', 'application/x-gzip', 'application/x-tar']
const About = z.object({ message: z.string().max(2000).optional(), branch: ProjectChange.shape.branch.unwrap().unwrap().optional() })
const Which = z.object({ job: JobId.optional(), release: z.coerce.number().int().min(1).optional() })

/** Deploying without a push, and following how a build and its release go. */
export function deployRoutes(api: Api, context: ProjectContext): void {
  const { projects, access } = context
  api.post('/api/projects/:name/redeploy', { schema: { params: named, response: { 202: Deploying } }, config: { policy: 'projects.deploy' } }, async (request, reply) => {
    const { name, person } = await own(context, request)
    const deploying = await projects.redeploy(name, person)
    await access.note(request, 'redeploy', name)
    return await reply.code(202).send(deploying)
  })
  api.post('/api/projects/:name/image', { schema: { params: named, body: ImageBody, response: { 202: Deploying } }, config: { policy: 'projects.deploy' } }, async (request, reply) => {
    const { name, person } = await own(context, request)
    const deploying = await projects.image(name, request.body.image, person)
    await access.note(request, `deploy image ${request.body.image}`, name)
    return await reply.code(202).send(deploying)
  })
  sourceRoute(api, context)
  api.get('/api/projects/:name/follow', { schema: { params: named, querystring: Which }, config: { policy: 'projects.read' } }, async (request, reply) => {
    const asked = await own(context, request)
    const what = await followed(context, asked, request.query)
    await using answer = new EventAnswer(reply, { person: request.person, access })
    await answer.pour(toTheEnd(projects.follow(asked.name, what, answer.signal), answer.signal))
  })
}

function sourceRoute(api: Api, context: ProjectContext): void {
  api.addContentTypeParser(archives, (_request, payload, parsed) => parsed(null, payload))
  api.post('/api/projects/:name/source', { schema: { params: named, querystring: About, response: { 202: Deploying } }, config: { policy: 'projects.deploy' } }, async (request, reply) => {
    const { name, person } = await own(context, request)
    const { message = null, branch = null } = request.query
    const deploying = await take(request, context, async (archive) => await context.projects.source(name, { ...archive, message, branch }, person))
    await context.access.note(request, 'deploy an upload', name)
    return await reply.code(202).send(deploying)
  })
}

/** The file is there as long as the work goes on. Throws `invalid`, `too-large`, `no-room`. */
async function take<T>({ body, headers }: FastifyRequest, { uploads, settings }: ProjectContext, work: (archive: Pick<Upload, 'file' | 'gzip'>) => Promise<T>): Promise<T> {
  if (!(body instanceof Readable)) throw new Problem('invalid', { where: 'content-type', reason: 'send a tar archive as application/gzip or application/x-tar' })
  await using upload = await receiveUpload(body, { folder: uploads, mostMb: settings.upload_mb, announced: headers['content-length'] })
  return await work({ file: upload.file, gzip: !headers['content-type']?.startsWith('application/x-tar') })
}

/** What is named, else what is at work, else the newest release. Throws `not-found`, also for a job of something else. */
async function followed({ jobs }: ProjectContext, { name, project }: Own, { job, release }: z.output<typeof Which>): Promise<Followed> {
  if (job !== undefined) {
    if ((await jobs.get(job))?.instance !== name) throw new Problem('not-found', { what: 'job', name: job })
    return { job, release: null }
  }
  if (release !== undefined) return { job: null, release }
  if (project.job !== null) return { job: project.job, release: null }
  if (project.last < 1) throw new Problem('not-found', { what: 'release', name: `1 of ${name}` })
  return { job: null, release: project.last }
}

/** Whoever listens hears how it ended, also where the following itself went wrong. */
async function* toTheEnd(words: AsyncIterable<PushWord>, signal: AbortSignal): AsyncGenerator<PushWord> {
  try {
    yield* words
  } catch (error) {
    if (signal.aborted) return
    const { message, fix } = asProblem(error)
    yield { type: 'end', ok: false, lines: [message, fix], url: null, release: null }
  }
}
