import { pipeline } from 'node:stream/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { bearerOf } from '../../access/basic.ts'
import { mayProject } from '../../access/mayproject.ts'
import type { SomePerson } from '../../access/person.ts'
import { InstanceName } from '../../model/names.ts'
import { asProblem, Problem } from '../../model/problem.ts'
import type { Api } from './context.ts'
import { factsOf } from './facts.ts'
import type { ProjectContext } from './ownproject.ts'
import type { GitRequest } from './projectsdoor.ts'

const bodies = ['application/x-git-upload-pack-request', 'application/x-git-receive-pack-request']
/** What git's own server may read of a request; credentials are none of it. */
const passed = ['content-type', 'content-length', 'content-encoding', 'git-protocol', 'accept', 'user-agent']
/** Git's smart HTTP at `/git/<project>`, by API token; no cookie counts here. Bodies pass through, of any size. */
export function gitRoutes(api: Api, context: ProjectContext): void {
  api.addContentTypeParser(bodies, (_request, payload, parsed) => parsed(null, payload))
  const route = { schema: { hide: true }, config: { policy: 'visitor', ownRules: true } } as const
  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const gone = new AbortController()
    reply.raw.on('close', () => gone.abort(new Error('whoever asked left')))
    await answer(request, reply, context, gone).catch(async (error: unknown) => await refuse(reply, asProblem(error)))
  }
  api.get('/git/:project/*', route, serve)
  api.post('/git/:project/*', route, serve)
}

async function answer(request: FastifyRequest, reply: FastifyReply, context: ProjectContext, gone: AbortController): Promise<void> {
  const caller = await whoIs(request, context)
  const name = await ownName(request, context, caller.person)
  using _watch = watch(caller, context, gone)
  const { status, headers, body } = await context.projects.git(name, gitRequest(request), caller.person, gone.signal)
  reply.hijack()
  reply.raw.writeHead(status, { ...headers })
  reply.raw.flushHeaders()
  await pipeline(body, reply.raw).catch((err: unknown) => context.log.debug({ err, project: name }, 'git over HTTP ended early'))
}

interface Caller {
  readonly person: SomePerson
  /** What they came with, as `Bearer`. */
  readonly bearer: string
}

/** Throws `git-token`, `too-many`. */
async function whoIs(request: FastifyRequest, { access, locals }: ProjectContext): Promise<Caller> {
  const { authorization, from, scheme } = factsOf(request, locals)
  if (authorization === undefined) throw new Problem('git-token')
  const bearer = bearerOf(authorization)
  const person = await access.who({ local: false, authorization: bearer, cookie: undefined, from, scheme })
  if (person.kind !== 'person') throw new Problem('git-token')
  return { person, bearer }
}

/** A push ends when its token does, or when whose it is becomes somebody else. */
function watch({ person, bearer }: Caller, { access }: ProjectContext, gone: AbortController): Disposable {
  const forget = access.crowd.onChange(async () => {
    if (!(await access.tokens.opens(bearer)) || !(await access.people.stands(person))) gone.abort(new Error('the token was revoked'))
  })
  return { [Symbol.dispose]: forget }
}

const Repository = z
  .string()
  .transform((text) => text.replace(/\.git$/, ''))
  .pipe(InstanceName)

/** Throws `no-project`, the same for what is not there and what is somebody else's; `forbidden` for a token that may not push. */
async function ownName(request: FastifyRequest, { projects, access }: ProjectContext, person: SomePerson): Promise<InstanceName> {
  const text = z.object({ project: z.string() }).parse(request.params).project
  const name = Repository.safeParse(text).data
  const project = name && (await projects.view(name))
  if (!name || !project || !mayProject(person, project)) throw new Problem('no-project', { name: name ?? text })
  if (!access.may(person, 'projects.deploy')) throw new Problem('forbidden')
  return name
}

function gitRequest({ raw, params }: FastifyRequest): GitRequest {
  const { '*': path } = z.object({ '*': z.string() }).parse(params)
  const { search } = new URL(raw.url ?? '', 'http://git')
  const header = (name: string): string | undefined => {
    const value = raw.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  return { method: raw.method === 'POST' ? 'POST' : 'GET', path, query: search.slice(1), headers: Object.fromEntries(passed.map((name) => [name, header(name)])), body: raw }
}

/** Git shows a plain text to whoever pushes, and nothing else. */
async function refuse(reply: FastifyReply, problem: Problem): Promise<void> {
  if (reply.raw.headersSent) return void reply.raw.destroy()
  const { status, message, fix, values } = problem
  if (status === 401) reply.header('www-authenticate', 'Basic realm="Berth: any name, and an API token as the password", charset="UTF-8"')
  if (status === 429) reply.header('retry-after', String(values['seconds']))
  await reply.code(status).header('content-type', 'text/plain; charset=utf-8').header('cache-control', 'no-store').send(`${message}\n${fix}\n`)
}
