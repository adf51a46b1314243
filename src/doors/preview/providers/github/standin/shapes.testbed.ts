import type { EmitterWebhookEvent, EmitterWebhookEventName } from '@octokit/webhooks'
import type { Octokit } from 'octokit'
import { nameOf, ownerOf } from './state.testbed.ts'
import type { StandInComment, StandInDeployment, StandInPull, StandInRepository } from './state.testbed.ts'

/** Part of what GitHub says, and nothing that it does not: the compiler checks it against GitHub's published types. */
export type Part<T> = T extends readonly (infer E)[] ? readonly Part<E>[] : T extends object ? { readonly [K in keyof T]?: Part<T[K]> } : T

type Methods = Octokit['rest']
/** What a method of the API answers. */
export type Answered<M> = M extends (...args: never) => Promise<{ data: infer D }> ? Part<D> : never
export type PullAnswer = Answered<Methods['pulls']['get']>
export type RepositoryAnswer = Answered<Methods['repos']['get']>
export type CommentAnswer = Answered<Methods['issues']['getComment']>
export type DeploymentAnswer = Answered<Methods['repos']['getDeployment']>
/** The payload of a webhook; several actions have one form here. */
export type Payload<N extends EmitterWebhookEventName> = Omit<Part<EmitterWebhookEvent<N>['payload']>, 'action'> & { readonly action?: string }

export function userShape(login: string): { readonly login: string; readonly type: 'Bot' | 'User' } {
  return { login, type: login.endsWith('[bot]') ? 'Bot' : 'User' }
}

export function repositoryShape(repository: StandInRepository): {
  readonly id: number
  readonly name: string
  readonly full_name: string
  readonly private: boolean
  readonly owner: { readonly login: string }
} {
  return { id: repository.id, name: nameOf(repository), full_name: repository.path, private: repository.isPrivate, owner: { login: ownerOf(repository) } }
}

export function pullShape(pull: StandInPull, url: string): PullAnswer {
  const { at, from } = pull
  const head = { ref: pull.branch, sha: pull.commit, label: `${ownerOf(from ?? at)}:${pull.branch}`, user: userShape(ownerOf(from ?? at)) }
  return {
    number: pull.number,
    html_url: `${url}/${at.path}/pull/${pull.number}`,
    title: pull.title,
    state: pull.open ? 'open' : 'closed',
    draft: pull.draft,
    user: userShape(pull.author),
    labels: pull.labels.map((name) => ({ name })),
    head: from === null ? head : { ...head, repo: repositoryShape(from) },
    base: { ref: pull.base, repo: repositoryShape(at) },
    updated_at: pull.updated,
  }
}

/** The form that webhooks have it in. */
export function pullPart(pull: StandInPull, url: string): Part<EmitterWebhookEvent<'pull_request.opened'>['payload']['pull_request']> {
  const { at, from } = pull
  return {
    number: pull.number,
    html_url: `${url}/${at.path}/pull/${pull.number}`,
    title: pull.title,
    state: pull.open ? 'open' : 'closed',
    draft: pull.draft,
    user: { login: pull.author, type: 'User' },
    labels: pull.labels.map((name) => ({ name })),
    head: { ref: pull.branch, sha: pull.commit, label: `${ownerOf(from ?? at)}:${pull.branch}`, ...(from === null ? {} : { repo: repositoryShape(from) }) },
    base: { ref: pull.base, repo: repositoryShape(at) },
    updated_at: pull.updated,
  }
}

export function commentShape({ id, body, login, app, created }: StandInComment): CommentAnswer {
  return { id, body, user: userShape(login), created_at: created, updated_at: created, performed_via_github_app: app === null ? null : { id: app } }
}

export function deploymentShape({ id, sha, environment }: StandInDeployment): DeploymentAnswer {
  return { id, sha, ref: sha, environment }
}
