import type { Accepted, ChangeBody, ClaimBody, Health, InstallBody, Me, SessionView, SignInBody, TokenBody, TokenMade, TokenView } from '../../model/api.ts'
import type { Figures } from '../../model/figures.ts'
import type { Grant } from '../../model/grant.ts'
import type { HistoryLine, InstanceDetails, InstanceView } from '../../model/instance.ts'
import type { JobLogLine, JobStep } from '../../model/job.ts'
import type { OfferPage, OfferView, StoreOrigin } from '../../model/origin.ts'
import type { StoreSource, StoreView } from '../../model/store.ts'
import type { UpdateBody, UpdateView } from '../../model/update.ts'
import { at, call } from './client.ts'

interface Done {
  readonly ok: true
}

/** As it was typed; the engine says what is wrong with a name. */
export type InstallAsked = Omit<InstallBody, 'name'> & { readonly name?: string }

/** Every call the console makes. What is live (instances, jobs, shelf, machine) comes by the feed instead. */
export const api = {
  health: () => call<Health>('GET', '/api/health'),
  claim: (body: ClaimBody) => call<Me>('POST', '/api/claim', body),
  signIn: (body: SignInBody) => call<Me>('POST', '/api/session', body),
  signOut: () => call<Done>('DELETE', '/api/session'),
  me: () => call<Me>('GET', '/api/me'),

  sessions: () => call<SessionView[]>('GET', '/api/sessions'),
  revokeSession: (id: string) => call<Done>('DELETE', at`/api/sessions/${id}`),
  tokens: () => call<TokenView[]>('GET', '/api/tokens'),
  createToken: (body: TokenBody) => call<TokenMade>('POST', '/api/tokens', body),
  revokeToken: (id: string) => call<Done>('DELETE', at`/api/tokens/${id}`),

  /** `search` as in an address: `?q=wiki&fits=1`, or empty. */
  offers: (search: string) => call<OfferView[]>('GET', `/api/offers${search}`),
  offer: ({ door, store, app }: StoreOrigin) => call<OfferPage>('GET', at`/api/offers/${door}/${store}/${app}`),
  stores: () => call<StoreView[]>('GET', '/api/stores'),
  addStore: (name: string, source: StoreSource) => call<StoreView>('POST', '/api/stores', { name, source }),
  switchBranch: (name: string, branch: string) => call<StoreView>('PATCH', at`/api/stores/${name}`, { branch }),
  removeStore: (name: string) => call<Done>('DELETE', at`/api/stores/${name}`),
  refreshStore: (name: string) => call<Done>('POST', at`/api/stores/${name}/refresh`),

  install: (body: InstallAsked) => call<Accepted>('POST', '/api/instances', body),
  change: (name: string, body: ChangeBody) => call<InstanceView>('PATCH', at`/api/instances/${name}`, body),
  remove: (name: string) => call<Done>('DELETE', at`/api/instances/${name}`),
  run: (name: string, verb: 'start' | 'stop' | 'retry') => call<Done>('POST', at`/api/instances/${name}/${verb}`),
  history: (name: string) => call<HistoryLine[]>('GET', at`/api/instances/${name}/history`),

  figures: (name: string) => call<Figures>('GET', at`/api/instances/${name}/figures`),
  details: (name: string) => call<InstanceDetails>('GET', at`/api/instances/${name}/details`),
  versions: (name: string) => call<UpdateView>('GET', at`/api/instances/${name}/update`),
  update: (name: string, body: UpdateBody) => call<Accepted>('POST', at`/api/instances/${name}/update`, body),
  rollback: (name: string) => call<Accepted>('POST', at`/api/instances/${name}/rollback`),
  grant: (name: string, grants: Grant[]) => call<InstanceView>('PATCH', at`/api/instances/${name}`, { grants }),

  purge: (id: string, confirm: string) => call<Done>('DELETE', at`/api/shelf/${id}`, { confirm }),
  jobLog: (id: string, after: number) => call<JobLogLine[]>('GET', at`/api/jobs/${id}/log?after=${after}`),
  jobSteps: (id: string) => call<JobStep[]>('GET', at`/api/jobs/${id}/steps`),
  changeJob: (id: string, verb: 'cancel' | 'retry') => call<Done>('POST', at`/api/jobs/${id}/${verb}`),
}

export function instanceIcon(name: string): string {
  return at`/api/instances/${name}/icon`
}

export function offerIcon({ door, store, app }: StoreOrigin): string {
  return at`/api/offers/${door}/${store}/${app}/icon`
}

export function logsOf(name: string): string {
  return at`/api/instances/${name}/logs?tail=300&follow=true`
}
