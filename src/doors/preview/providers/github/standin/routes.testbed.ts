import { forbidden, made, mayWrite, notFound, ok, paged, textIn } from './call.testbed.ts'
import type { Answer, Asked, Route } from './call.testbed.ts'
import { commentShape, deploymentShape, pullShape, repositoryShape, userShape } from './shapes.testbed.ts'
import type { Answered } from './shapes.testbed.ts'
import { roleOf } from './state.testbed.ts'
import type { StandInRepository } from './state.testbed.ts'
import type { Octokit } from 'octokit'

type Methods = Octokit['rest']

/** Below `/repos/<owner>/<repo>`, as far as a preview asks. */
export const repositoryRoutes: readonly Route[] = [
  ['GET', /^$/, (_asked, repository) => ok(repositoryShape(repository))],
  ['GET', /^\/pulls$/, (asked, repository) => paged(asked, `/repos/${repository.path}/pulls`, pulls(asked, repository))],
  ['GET', /^\/pulls\/(\d+)$/, pull],
  ['GET', /^\/branches\/(.+)$/, branch],
  ['GET', /^\/collaborators\/([^/]+)\/permission$/, permission],
  ['GET', /^\/issues\/(\d+)\/comments$/, comments],
  ['POST', /^\/issues\/(\d+)\/comments$/, writeComment],
  ['PATCH', /^\/issues\/comments\/(\d+)$/, editComment],
  ['GET', /^\/deployments$/, deployments],
  ['POST', /^\/deployments$/, makeDeployment],
  ['POST', /^\/deployments\/(\d+)\/statuses$/, sayDeployment],
  ['POST', /^\/statuses\/([0-9a-f]{40})$/, writeStatus],
]

function pulls({ url, query }: Asked, { pulls: all }: StandInRepository): readonly unknown[] {
  const state = query.get('state') ?? 'open'
  return [...all.values()].filter(({ open }) => state === 'all' || open === (state === 'open')).map((one) => pullShape(one, url))
}

function pull({ url, at }: Asked, repository: StandInRepository): Answer {
  const found = repository.pulls.get(Number(at[0]))
  return found ? ok(pullShape(found, url)) : notFound
}

async function branch({ at }: Asked, { git, pushed }: StandInRepository): Promise<Answer> {
  const name = at[0] ?? ''
  const commit = await git.tip(`refs/heads/${name}`)
  if (commit === null) return { status: 404, body: { message: 'Branch not found' } }
  const body: Answered<Methods['repos']['getBranch']> = {
    name,
    commit: { sha: commit, author: userShape('ada'), commit: { message: 'A change', author: { name: 'ada' }, committer: { date: pushed } } },
  }
  return ok(body)
}

function permission({ at }: Asked, repository: StandInRepository): Answer {
  const login = at[0] ?? ''
  if (login === 'ghost') return notFound
  const body: Answered<Methods['repos']['getCollaboratorPermissionLevel']> = { permission: roleOf(repository, login), user: userShape(login) }
  return ok(body)
}

function comments(asked: Asked, repository: StandInRepository): Answer {
  const found = repository.comments.filter(({ number }) => number === Number(asked.at[0]))
  return paged(asked, `/repos/${repository.path}/issues/${asked.at[0] ?? ''}/comments`, found.map(commentShape))
}

function writeComment(asked: Asked, repository: StandInRepository): Answer {
  const { state, at, body, holder } = asked
  if (!mayWrite(asked, 'pull_requests')) return forbidden
  if (!repository.pulls.has(Number(at[0]))) return notFound
  const app = holder?.kind === 'installation' ? holder.installation.app : null
  const login = holder?.kind === 'person' ? holder.login : `${app?.slug ?? ''}[bot]`
  const comment = { id: state.next(), number: Number(at[0]), body: textIn(body, 'body'), login, app: app?.id ?? null, created: state.tick() }
  repository.comments.push(comment)
  return made(commentShape(comment))
}

function editComment(asked: Asked, repository: StandInRepository): Answer {
  if (!mayWrite(asked, 'pull_requests')) return forbidden
  const found = repository.comments.find(({ id }) => id === Number(asked.at[0]))
  if (!found) return notFound
  found.body = textIn(asked.body, 'body')
  return ok(commentShape(found))
}

function deployments({ query }: Asked, repository: StandInRepository): Answer {
  const [sha, environment] = [query.get('sha'), query.get('environment')]
  const found = repository.deployments.filter((one) => (sha === null || one.sha === sha) && (environment === null || one.environment === environment))
  return ok(found.toReversed().map(deploymentShape))
}

async function makeDeployment(asked: Asked, repository: StandInRepository): Promise<Answer> {
  const { state, body } = asked
  if (!mayWrite(asked, 'deployments')) return forbidden
  const sha = textIn(body, 'ref')
  if (!(await repository.git.has(sha))) return { status: 422, body: { message: `No ref found for: ${sha}` } }
  if (body['auto_merge'] !== false || !Array.isArray(body['required_contexts'])) return { status: 409, body: { message: 'Conflict: Commit status checks failed for master.' } }
  const deployment = { id: state.next(), sha, environment: textIn(body, 'environment'), statuses: [] }
  repository.deployments.push(deployment)
  return made(deploymentShape(deployment))
}

function sayDeployment(asked: Asked, repository: StandInRepository): Answer {
  const { state, at, body } = asked
  if (!mayWrite(asked, 'deployments')) return forbidden
  const found = repository.deployments.find(({ id }) => id === Number(at[0]))
  if (!found) return notFound
  const said = { state: textIn(body, 'state'), url: textIn(body, 'environment_url'), log: textIn(body, 'log_url'), description: textIn(body, 'description') }
  if (!['in_progress', 'success', 'failure', 'error', 'inactive', 'queued', 'pending'].includes(said.state) || said.description.length > 140)
    return { status: 422, body: { message: 'Validation Failed' } }
  found.statuses.push(said)
  return made({ id: state.next(), state: said.state })
}

async function writeStatus(asked: Asked, repository: StandInRepository): Promise<Answer> {
  const { state, at, body } = asked
  if (!mayWrite(asked, 'statuses')) return forbidden
  const sha = at[0] ?? ''
  if (!(await repository.git.has(sha))) return { status: 422, body: { message: `No commit found for SHA: ${sha}` } }
  const status = { sha, state: textIn(body, 'state'), context: textIn(body, 'context'), description: textIn(body, 'description'), url: textIn(body, 'target_url') }
  if (!['pending', 'success', 'failure', 'error'].includes(status.state) || status.description.length > 140) return { status: 422, body: { message: 'Validation Failed' } }
  repository.statuses.push(status)
  return made({ id: state.next(), ...status })
}
