import type { Accepted, AuditLine, ChangeBody, ClaimBody, Health, InstallBody, Me, SessionView, SignInBody, TokenBody, TokenMade, TokenView } from '../../model/api.ts'
import type { HistoryLine, InstanceView } from '../../model/instance.ts'
import type { JobLogLine } from '../../model/job.ts'
import type { Offer, Origin } from '../../model/origin.ts'
import { at, call } from './client.ts'

interface Done {
  readonly ok: true
}

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

  offers: () => call<Offer[]>('GET', '/api/offers'),
  install: (body: InstallBody) => call<Accepted>('POST', '/api/instances', body),
  change: (name: string, body: ChangeBody) => call<InstanceView>('PATCH', at`/api/instances/${name}`, body),
  remove: (name: string) => call<Done>('DELETE', at`/api/instances/${name}`),
  run: (name: string, verb: 'start' | 'stop' | 'retry') => call<Done>('POST', at`/api/instances/${name}/${verb}`),
  history: (name: string) => call<HistoryLine[]>('GET', at`/api/instances/${name}/history`),

  purge: (id: string, confirm: string) => call<Done>('DELETE', at`/api/shelf/${id}`, { confirm }),
  jobLog: (id: string, after: number) => call<JobLogLine[]>('GET', at`/api/jobs/${id}/log?after=${after}`),
  changeJob: (id: string, verb: 'cancel' | 'retry') => call<Done>('POST', at`/api/jobs/${id}/${verb}`),
  audit: () => call<AuditLine[]>('GET', '/api/audit'),
}

export function instanceIcon(name: string): string {
  return at`/api/instances/${name}/icon`
}

export function offerIcon({ door, store, app }: Origin): string {
  return at`/api/offers/${door}/${store}/${app}/icon`
}

export function logsOf(name: string): string {
  return at`/api/instances/${name}/logs?tail=300&follow=true`
}
