import type { AnswerState, DeploymentAnswer } from '../provider.ts'
import { gone } from '../api/refusal.ts'
import type { Rest } from '../api/rest.ts'
import { Deployment, Environment, Made } from './answers.ts'

const states = { pending: 'running', success: 'success', failure: 'failed', error: 'failed' } as const satisfies Record<Exclude<AnswerState, 'inactive'>, string>

/** A deployment of an environment that has the preview's address; its end is that of the environment. `at`: the project. Its id. */
export async function putDeployment(rest: Rest, at: string, id: string | null, given: DeploymentAnswer): Promise<string | null> {
  const answer = { ...given, environment: nameOf(given.environment) }
  const { state, commit, environment } = answer
  if (state === 'inactive') return await stop(rest, at, id, environment)
  await putEnvironment(rest, at, answer)
  const known = id === null ? await find(rest, at, answer) : await rest.get(`${at}/deployments/${id}`, Deployment)
  if (known !== null && (await move(rest, `${at}/deployments/${known.id}`, known.status, states[state]))) return known.id
  const made = await rest.send(`${at}/deployments`, { method: 'POST', body: { environment, sha: commit, ref: commit, tag: false, status: states[state] } }, Made)
  if (made === null) throw gone(rest.provider, 'project')
  return made.id
}

/** Branches may be called what environments of GitLab may not: anything but letters, digits, spaces and `-_/${}.` */
function nameOf(environment: string): string {
  return environment.replaceAll(/[^\w/${}. -]/g, '-').replaceAll(/^\/+|\/+$/g, '')
}

/** False where GitLab lets it go no way to that state: what is done is not running again. */
async function move(rest: Rest, deployment: string, from: string, to: string): Promise<boolean> {
  if (from === to) return true
  if (to === 'running' && from !== 'created') return false
  return (await rest.send(deployment, { method: 'PUT', body: { status: to } }, Made)) !== null
}

async function find(rest: Rest, at: string, { commit, environment }: DeploymentAnswer): Promise<{ readonly id: string; readonly status: string } | null> {
  const all = await rest.all(`${at}/deployments?environment=${encodeURIComponent(environment)}&order_by=id&sort=desc&per_page=100`, Deployment)
  return all?.find(({ sha }) => sha === commit) ?? null
}

async function putEnvironment(rest: Rest, at: string, { environment, url }: DeploymentAnswer): Promise<void> {
  const known = await findEnvironment(rest, at, environment)
  if (known === null) await rest.send(`${at}/environments`, { method: 'POST', body: { name: environment, external_url: url } }, Made)
  else if (known.external_url !== url) await rest.send(`${at}/environments/${known.id}`, { method: 'PUT', body: { external_url: url } }, Made)
}

async function stop(rest: Rest, at: string, id: string | null, environment: string): Promise<string | null> {
  const known = await findEnvironment(rest, at, environment)
  if (known !== null) await rest.send(`${at}/environments/${known.id}/stop`, { method: 'POST', body: {} }, Made)
  return id
}

async function findEnvironment(rest: Rest, at: string, environment: string): Promise<{ readonly id: string; readonly external_url?: string | null | undefined } | null> {
  const all = await rest.all(`${at}/environments?name=${encodeURIComponent(environment)}`, Environment)
  return all?.[0] ?? null
}
