import type { Told } from '../../../model/preview.ts'
import type { DeploymentAnswer, ProviderClient, StatusAnswer } from '../providers/provider.ts'
import { scopeOf } from '../providers/api/refusal.ts'
import { digestOf } from './wanted.ts'
import type { Wanted } from './wanted.ts'

/** What a provider was not told yet. `key`: what it is about, so that each is tried again by itself. */
export type Difference =
  | { readonly kind: 'comment'; readonly key: string; readonly text: string; readonly digest: string }
  | { readonly kind: 'deployment'; readonly key: string; readonly answer: DeploymentAnswer }
  | { readonly kind: 'status'; readonly key: string; readonly answer: StatusAnswer; readonly digest: string }

/** Where it is told. */
export interface Target {
  readonly client: Pick<ProviderClient, 'comment' | 'deploy' | 'status'>
  /** `org/repo`. */
  readonly path: string
  /** Of the pull request. */
  readonly number: number | null
  readonly marker: string
}

/** Finished deployments, and statuses, whose state is remembered. */
const remembered = 20

/** In the order it is told. */
export function differences(told: Told, { comment, deployments, status, older }: Wanted): Difference[] {
  const statuses = [...(status ? [status] : []), ...older]
  return [...statuses.flatMap((answer) => statusDifference(told, answer)), ...deployments.flatMap((answer) => deploymentDifference(told, answer)), ...commentDifference(told, comment)]
}

/**
 * Tells one difference. That it is being told is saved before, what came of it after: cut off in between it is told again,
 * and the provider's client finds by its marker, or by commit and environment, what it had made. What was told then.
 */
export async function tell(difference: Difference, told: Told, target: Target, save: (told: Told) => Promise<void>): Promise<Told> {
  const { client, path, number, marker } = target
  if (difference.kind === 'status') return await tellStatus(difference, told, target, save)
  if (difference.kind === 'deployment') return await tellDeployment(difference.answer, told, target, save)
  if (number === null) return told
  const { text, digest } = difference
  const id = told.comment?.id ?? null
  await save({ ...told, comment: { id, digest, busy: true } })
  const found = await client.comment(path, number, { id, marker, text })
  return await saved({ ...told, comment: { id: found, digest, busy: false } }, save)
}

/** What was refused did not come. */
async function tellStatus({ answer, digest }: Extract<Difference, { kind: 'status' }>, told: Told, { client, path }: Target, save: (told: Told) => Promise<void>): Promise<Told> {
  const { commit, state } = answer
  await save(withStatus(told, { commit, state, digest: '' }))
  try {
    await client.status(path, answer)
  } catch (error) {
    if (scopeOf(error) !== undefined) await save(told)
    throw error
  }
  return await saved(withStatus(told, { commit, state, digest }), save)
}

async function tellDeployment(answer: DeploymentAnswer, told: Told, { client, path }: Target, save: (told: Told) => Promise<void>): Promise<Told> {
  const { commit, state } = answer
  const id = told.deployments.find((one) => one.commit === commit)?.id ?? null
  await save(withDeployment(told, { commit, id, state, busy: true }))
  const found = await client.deploy(path, id, answer)
  return await saved(withDeployment(told, { commit, id: found, state, busy: false }), save)
}

async function saved(told: Told, save: (told: Told) => Promise<void>): Promise<Told> {
  await save(told)
  return told
}

function statusDifference({ statuses }: Told, answer: StatusAnswer): Difference[] {
  const digest = digestOf(answer)
  return statuses.find(({ commit }) => commit === answer.commit)?.digest === digest ? [] : [{ kind: 'status', key: `status ${answer.commit}`, answer, digest }]
}

function deploymentDifference({ deployments }: Told, answer: DeploymentAnswer): Difference[] {
  const before = deployments.find(({ commit }) => commit === answer.commit)
  return before && !before.busy && before.state === answer.state ? [] : [{ kind: 'deployment', key: `deployment ${answer.commit}`, answer }]
}

function commentDifference({ comment }: Told, text: string | null): Difference[] {
  if (text === null) return []
  const digest = digestOf(text)
  return comment && !comment.busy && comment.digest === digest ? [] : [{ kind: 'comment', key: 'comment', text, digest }]
}

/** The newest last. */
function withStatus(told: Told, status: Told['statuses'][number]): Told {
  return { ...told, statuses: [...told.statuses.filter(({ commit }) => commit !== status.commit), status].slice(-remembered) }
}

/** The newest last; of those that are over the oldest are forgotten. */
function withDeployment(told: Told, deployment: Told['deployments'][number]): Told {
  const all = [...told.deployments.filter(({ commit }) => commit !== deployment.commit), deployment]
  const over = all.filter(({ state, busy }) => state === 'inactive' && !busy)
  const forgotten = new Set(over.slice(0, Math.max(0, over.length - remembered)))
  return { ...told, deployments: all.filter((one) => !forgotten.has(one)) }
}
