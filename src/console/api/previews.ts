import type { ApproveBody, ConnectionBody, ConnectionMade, ConnectionView, ManifestBody, ManifestForm, PreviewBody, PreviewView, RepositoryView, RulesChange } from '../../model/preview.ts'
import type { ReleaseView } from '../../model/project.ts'
import { at, call } from './client.ts'

interface Done {
  readonly ok: true
}

/** As they were typed; the engine says what is wrong with a path or a commit. */
export interface RepositoryAsked {
  readonly connection: string
  readonly path: string
}
type Verb = 'redeploy' | 'stop' | 'resume'

/** The calls about previews, the connections they come by, and the rules of repositories. The previews themselves come by the feed. */
export const previewsApi = {
  start: (body: PreviewBody) => call<PreviewView>('POST', '/api/previews', body),
  approve: (name: string, { commit }: ApproveBody) => call<PreviewView>('POST', at`/api/previews/${name}/approve`, { commit }),
  run: (name: string, verb: Verb) => call<PreviewView>('POST', at`/api/previews/${name}/${verb}`),
  extend: (name: string, hours: number) => call<PreviewView>('POST', at`/api/previews/${name}/extend`, { hours }),
  remove: (name: string) => call<Done>('DELETE', at`/api/previews/${name}`),
  releases: (name: string) => call<ReleaseView[]>('GET', at`/api/previews/${name}/releases`),

  connections: () => call<ConnectionView[]>('GET', '/api/previews/connections'),
  connect: (body: ConnectionBody) => call<ConnectionMade>('POST', '/api/previews/connections', body),
  manifest: (body: ManifestBody) => call<ManifestForm>('POST', '/api/previews/connections/github', body),
  disconnect: (id: string) => call<Done>('DELETE', at`/api/previews/connections/${id}`),

  repositories: () => call<RepositoryView[]>('GET', '/api/previews/repositories'),
  addRepository: (body: RepositoryAsked) => call<RepositoryView>('POST', '/api/previews/repositories', body),
  changeRules: (id: string, change: RulesChange) => call<RepositoryView>('PATCH', at`/api/previews/repositories/${id}`, change),
  removeRepository: (id: string) => call<Done>('DELETE', at`/api/previews/repositories/${id}`),
}
