import { z } from 'zod'
import { JobLogLine, JobStep, JobView } from '../../model/job.ts'
import { JobId } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import type { Api, ApiContext } from './context.ts'

const identified = z.object({ id: JobId })
const after = z.object({ after: z.coerce.number().int().default(0) })
const done = z.object({ ok: z.literal(true) })

/** Long work: how it goes, what it said, and stopping or retrying it. */
export function jobRoutes(api: Api, { jobs, access }: ApiContext): void {
  const one = async (id: JobId): Promise<JobView> => {
    const found = await jobs.get(id)
    if (!found) throw new Problem('not-found', { what: 'job', name: id })
    return found
  }
  api.get('/api/jobs', { schema: { response: { 200: z.array(JobView) } }, config: { policy: 'jobs.read' } }, async () => [...(await jobs.list())])
  api.get('/api/jobs/:id', { schema: { params: identified, response: { 200: JobView } }, config: { policy: 'jobs.read' } }, (request) => one(request.params.id))
  api.get('/api/jobs/:id/steps', { schema: { params: identified, response: { 200: z.array(JobStep) } }, config: { policy: 'jobs.read' } }, async (request) => {
    await one(request.params.id)
    return await jobs.steps(request.params.id)
  })
  const log = { params: identified, querystring: after, response: { 200: z.array(JobLogLine) } }
  api.get('/api/jobs/:id/log', { schema: log, config: { policy: 'jobs.read' } }, async (request) => {
    await one(request.params.id)
    return [...(await jobs.log(request.params.id, request.query.after))]
  })
  for (const verb of ['cancel', 'retry'] as const) {
    api.post(`/api/jobs/:id/${verb}`, { schema: { params: identified, response: { 202: done } }, config: { policy: 'jobs.change' } }, async (request, reply) => {
      await one(request.params.id)
      await jobs[verb](request.params.id)
      await access.note(request, `${verb} job`, request.params.id)
      return await reply.code(202).send({ ok: true })
    })
  }
}
