import type { AttachBody, Deploying, ProjectBody, ProjectChange, ProjectView, ReleaseView } from '../../model/project.ts'
import type { SshKeyBody, SshKeyView } from '../../model/sshkey.ts'
import { at, call } from './client.ts'

interface Done {
  readonly ok: true
}

/** As it was typed; the engine says what is wrong with a name. */
export type ProjectAsked = Omit<ProjectBody, 'name'> & { readonly name: string }

/** The calls about projects, their releases and what they are given. The projects themselves come by the feed. */
export const projectsApi = {
  create: (body: ProjectAsked) => call<ProjectView>('POST', '/api/projects', body),
  change: (name: string, body: ProjectChange) => call<ProjectView>('PATCH', at`/api/projects/${name}`, body),
  remove: (name: string, confirm: string) => call<Done>('DELETE', at`/api/projects/${name}`, { confirm }),

  releases: (name: string) => call<ReleaseView[]>('GET', at`/api/projects/${name}/releases`),
  rollback: (name: string, release: number) => call<Deploying>('POST', at`/api/projects/${name}/rollback`, { release }),
  redeploy: (name: string) => call<Deploying>('POST', at`/api/projects/${name}/redeploy`),

  attach: (name: string, body: AttachBody) => call<Deploying>('POST', at`/api/projects/${name}/services`, body),
  detach: (name: string, service: string) => call<Deploying>('DELETE', at`/api/projects/${name}/services/${service}`),

  setDomains: (name: string, domains: readonly string[]) => call<unknown>('PATCH', at`/api/instances/${name}`, { domains }),
}

/** Keys that may push: a person's own, or those of a project. */
export interface KeysApi {
  readonly list: () => Promise<SshKeyView[]>
  readonly add: (body: SshKeyBody) => Promise<unknown>
  readonly remove: (id: string) => Promise<unknown>
}

export const myKeys: KeysApi = {
  list: () => call('GET', '/api/keys'),
  add: (body) => call('POST', '/api/keys', body),
  remove: (id) => call('DELETE', at`/api/keys/${id}`),
}

export function deployKeys(project: string): KeysApi {
  return {
    list: () => call('GET', at`/api/projects/${project}/keys`),
    add: (body) => call('POST', at`/api/projects/${project}/keys`, body),
    remove: (id) => call('DELETE', at`/api/projects/${project}/keys/${id}`),
  }
}

/** What whoever waits for a build hears, as it is said, from its beginning. */
export function followOf(project: string, job: string): string {
  return at`/api/projects/${project}/follow?job=${job}`
}
