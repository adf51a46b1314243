import type { FastifyInstance, FastifyReply } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { Log } from '../../kit/log.ts'
import { asProblem, Problem } from '../../model/problem.ts'

/** Every error leaves as RFC 9457: a sentence and the next step, never a stack. */
export function answerProblems(app: FastifyInstance, log: Log): void {
  app.setErrorHandler(async (error, request, reply) => {
    const problem = fromValidation(error) ?? asProblem(error)
    if (problem.code === 'internal') log.error({ err: error, path: request.url }, 'a request failed')
    await sendProblem(reply, problem)
  })
  app.setNotFoundHandler(async (request, reply) => {
    await sendProblem(reply, new Problem('no-route', { path: request.url.split('?')[0] ?? '' }))
  })
}

export async function sendProblem(reply: FastifyReply, problem: Problem): Promise<void> {
  const seconds = problem.values['seconds']
  if (problem.status === 429 && seconds !== undefined) reply.header('retry-after', String(seconds))
  await reply.code(problem.status).header('content-type', 'application/problem+json').header('cache-control', 'no-store').send(JSON.stringify(problem.body()))
}

function fromValidation(error: unknown): Problem | undefined {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = error.validation[0]
    const where = first?.instancePath.replaceAll('/', '.').replace(/^\./, '') || 'the body'
    return new Problem('invalid', { where, reason: first?.message ?? 'not as expected' })
  }
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' && error.statusCode < 500) {
    return new Problem('invalid', { where: 'the request', reason: error.message })
  }
  return undefined
}
