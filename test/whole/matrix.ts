import type { Role } from './household.ts'

export const everybody = ['stranger', 'device', 'guest', 'member', 'admin', 'owner', 'looking', 'running', 'deploying'] as const satisfies readonly Role[]
const persons = ['guest', 'member', 'admin', 'owner'] as const
const people = [...persons, 'looking', 'running', 'deploying'] as const
const inside = ['device', ...persons, 'looking', 'running'] as const
const runs = ['admin', 'owner'] as const
const looks = [...runs, 'looking', 'running'] as const
const starts = [...runs, 'running'] as const
const owner = ['owner'] as const
/** Members have projects, of their own: that of the owner is not there for them. */
const develops = ['member', ...runs] as const
const deploys = ['member', ...starts, 'deploying'] as const
const readsProjects = ['member', ...looks, 'deploying'] as const
const readsPreviews = ['member', ...looks] as const

/** Who may, what they then hear, and what is sent. Everybody else hears 401 as a stranger, 403 as somebody. */
export interface Row {
  readonly may: readonly Role[]
  readonly then: number
  readonly body?: object
  /** Who hears something else, and what: mostly that there is no such thing. */
  readonly but?: Partial<Record<Role, number>>
}

const row = (may: readonly Role[], then: number, more: Omit<Row, 'may' | 'then'> = {}): Row => ({ may, then, ...more })
/** Asked with a body that is not right: whoever may is told so, before anything is done. */
const told = (may: readonly Role[]): Row => row(may, 400, { body: { odd: true } })
/** Of a thing that is nobody's: whoever may is told that it is not there. */
const missing = (may: readonly Role[], body?: object): Row => row(may, 404, body ? { body } : {})
/** An app that only those who run the machine may use: for others it is not there. */
const hidden: Partial<Record<Role, number>> = { device: 404, guest: 404, member: 404 }

/** A project of the owner's. */
const another: Partial<Record<Role, number>> = { member: 404 }

/** Every route of the API. `{name}` is a private app or a project of the owner's, `{id}` something of the owner's or of nobody. */
export const matrix: Readonly<Record<string, Row>> = {
  'GET /api/health': row(everybody, 200),
  'POST /api/claim': row(everybody, 404, { body: { code: 'x', name: 'Eve', password: 'twelve letters' } }),
  'GET /api/signin': row(everybody, 200),
  'POST /api/session': told(everybody),
  'POST /api/session/passkey/options': row(everybody, 200),
  'POST /api/session/passkey': told(everybody),
  'POST /api/join/look': told(everybody),
  'POST /api/join': told(everybody),
  'POST /api/pair': told(everybody),
  'GET /api/openapi.json': row(everybody, 200),
  'GET /api/schemas/app_meta.json': row(everybody, 200),
  'GET /api/me': row([...inside, 'deploying'], 200),
  'PATCH /api/me': told(persons),
  'POST /api/me/password': told(persons),
  'POST /api/me/link': row(persons, 201, { body: {} }),
  'GET /api/me/passkeys': row(people, 200),
  'POST /api/me/passkeys/options': row(persons, 200),
  'POST /api/me/passkeys': told(persons),
  'DELETE /api/me/passkeys/{id}': missing(persons),
  'GET /api/me/outside': row(people, 200),
  'DELETE /api/me/outside/{id}': missing(persons),
  'GET /api/sessions': row(persons, 200),
  'DELETE /api/sessions/{id}': row(['device', ...persons], 404, { but: { owner: 200 } }),
  'GET /api/tokens': row(persons, 200),
  'POST /api/tokens': told(persons),
  'DELETE /api/tokens/{id}': row(persons, 404, { but: { owner: 200 } }),
  'GET /api/people': row(runs, 200),
  'PATCH /api/people/{id}': row(runs, 403, { body: { name: 'Eve' }, but: { owner: 200 } }),
  'DELETE /api/people/{id}': row(runs, 409, {}),
  'GET /api/people/{id}/sessions': row(runs, 200),
  'POST /api/people/{id}/link': row(runs, 403, { body: {}, but: { owner: 201 } }),
  'GET /api/groups': row(runs, 200),
  'POST /api/groups': told(runs),
  'DELETE /api/groups/{name}': missing(runs),
  'GET /api/names': row(runs, 200),
  'GET /api/invitations': row(runs, 200),
  'POST /api/invitations': row(runs, 201, { body: {} }),
  'DELETE /api/invitations/{id}': missing(runs),
  'GET /api/devices': row(runs, 200),
  'PATCH /api/devices/{id}': missing(runs, { name: 'Other' }),
  'DELETE /api/devices/{id}': missing(runs),
  'GET /api/devices/code': row(runs, 200),
  'POST /api/devices/code': row(runs, 201, { body: {} }),
  'DELETE /api/devices/code': row(runs, 200),
  'GET /api/open': row(inside, 200),
  'PUT /api/open': told(owner),
  'GET /api/outside': row(runs, 200),
  'PUT /api/outside/{id}': told(owner),
  'DELETE /api/outside/{id}': missing(owner),
  'GET /api/https': row(looks, 200),
  'PUT /api/https': told(owner),
  'POST /api/https/renew': row(owner, 200),
  'GET /api/https/proof': row(everybody, 200),
  'GET /api/audit': row(runs, 200),
  'GET /api/audit/export': row(runs, 200),
  'GET /api/machine': row(looks, 200),
  'GET /api/instances': row(inside, 200),
  'GET /api/instances/{name}': row(inside, 200, { but: hidden }),
  'GET /api/instances/{name}/icon': row(inside, 200, { but: hidden }),
  'GET /api/instances/{name}/history': row(inside, 200, { but: hidden }),
  'GET /api/instances/{name}/logs': row(inside, 200, { but: hidden }),
  'GET /api/instances/{name}/details': row(looks, 200),
  'GET /api/instances/{name}/update': row(looks, 200),
  'GET /api/instances/{name}/figures': row(inside, 200, { but: hidden }),
  'GET /api/instances/{name}/links': row(runs, 200),
  'POST /api/instances/{name}/links': told(runs),
  'DELETE /api/instances/{name}/links/{id}': missing(runs),
  'POST /api/instances': told(runs),
  'PATCH /api/instances/{name}': told(runs),
  'POST /api/instances/{name}/start': row(starts, 202),
  'POST /api/instances/{name}/stop': row(starts, 202),
  'POST /api/instances/{name}/retry': row(starts, 202),
  'POST /api/instances/{name}/update': row(starts, 409, { body: { version: '9.9' } }),
  'POST /api/instances/{name}/rollback': row(starts, 409),
  'GET /api/projects': row(readsProjects, 200),
  'POST /api/projects': told(runs),
  'GET /api/projects/{name}': row(readsProjects, 200, { but: another }),
  'PATCH /api/projects/{name}': told(develops),
  'DELETE /api/projects/{name}': row(develops, 409, { body: { confirm: 'x' }, but: another }),
  'GET /api/projects/{name}/releases': row(readsProjects, 200, { but: another }),
  'POST /api/projects/{name}/rollback': missing(deploys, { release: 99 }),
  'POST /api/projects/{name}/redeploy': row(deploys, 409, { but: another }),
  'POST /api/projects/{name}/image': told(deploys),
  'POST /api/projects/{name}/source': row(deploys, 400, { but: another, body: { odd: true } }),
  'GET /api/projects/{name}/follow': missing(readsProjects),
  'GET /api/projects/{name}/env': row(readsProjects, 200, { but: another }),
  'PATCH /api/projects/{name}/env': told(develops),
  'POST /api/projects/{name}/env/import': told(develops),
  'POST /api/projects/{name}/services': told(develops),
  'DELETE /api/projects/{name}/services/{service}': missing(develops),
  'GET /api/projects/{name}/keys': row(develops, 200, { but: another }),
  'POST /api/projects/{name}/keys': told(develops),
  'DELETE /api/projects/{name}/keys/{id}': missing(develops),
  'GET /api/keys': row(develops, 200),
  'POST /api/keys': told(develops),
  'DELETE /api/keys/{id}': missing(develops),
  'GET /api/previews': row(readsPreviews, 200),
  'POST /api/previews': told(starts),
  'GET /api/previews/{name}': missing(readsPreviews),
  'GET /api/previews/{name}/releases': missing(readsPreviews),
  'POST /api/previews/{name}/approve': missing(starts, { commit: '0'.repeat(40) }),
  'POST /api/previews/{name}/redeploy': missing(starts),
  'POST /api/previews/{name}/stop': missing(starts),
  'POST /api/previews/{name}/resume': missing(starts),
  'POST /api/previews/{name}/extend': missing(starts, { hours: 1 }),
  'DELETE /api/previews/{name}': missing(starts),
  'GET /api/previews/connections': row(looks, 200),
  'POST /api/previews/connections': told(runs),
  'POST /api/previews/connections/github': told(runs),
  'GET /api/previews/connections/github/done': row(runs, 302),
  'DELETE /api/previews/connections/{id}': missing(runs),
  'GET /api/previews/repositories': row(looks, 200),
  'POST /api/previews/repositories': told(runs),
  'PATCH /api/previews/repositories/{id}': missing(runs, { comment: false }),
  'DELETE /api/previews/repositories/{id}': missing(runs),
  'GET /api/previews/repositories/{id}/env': missing(runs),
  'PATCH /api/previews/repositories/{id}/env': missing(runs, { unset: ['A'] }),
  'GET /api/images': row(looks, 200),
  'POST /api/images': told(runs),
  'POST /api/images/look': told(runs),
  'GET /api/images/{name}': missing(looks),
  'PATCH /api/images/{name}': missing(runs, { title: 'Other' }),
  'DELETE /api/images/{name}': missing(runs, { confirm: 'x' }),
  'POST /api/images/{name}/check': missing(starts),
  'POST /api/images/{name}/take': missing(starts),
  'GET /api/images/{name}/releases': missing(looks),
  'POST /api/images/{name}/rollback': missing(starts, { release: 99 }),
  'GET /api/images/{name}/env': missing(looks),
  'PATCH /api/images/{name}/env': missing(runs, { unset: ['A'] }),
  'GET /api/registries': row(looks, 200),
  'POST /api/registries': told(runs),
  'DELETE /api/registries/{host}': missing(runs),
  'GET /api/documents': row(looks, 200),
  'PUT /api/documents/{app}/{document}': told(runs),
  'DELETE /api/documents/{app}/{document}': missing(runs),
  'POST /api/labs/import': told(runs),
  'GET /api/offers': row(looks, 200),
  'GET /api/offers/{door}/{store}/{app}': missing(looks),
  'GET /api/offers/{door}/{store}/{app}/icon': missing(looks),
  'GET /api/stores': row(looks, 200),
  'POST /api/stores': told(runs),
  'PATCH /api/stores/{name}': missing(runs, { branch: 'main' }),
  'DELETE /api/stores/{name}': missing(runs),
  'POST /api/stores/{name}/refresh': missing(looks),
  'GET /api/shelf': row(looks, 200),
  'DELETE /api/shelf/{id}': missing(runs, { confirm: 'x' }),
  'GET /api/jobs': row(looks, 200),
  'GET /api/jobs/{id}': missing(looks),
  'GET /api/jobs/{id}/log': missing(looks),
  'GET /api/jobs/{id}/steps': missing(looks),
  'POST /api/jobs/{id}/cancel': missing(starts),
  'POST /api/jobs/{id}/retry': missing(starts),
  'GET /api/local/urls': row([], 404),
  'POST /api/local/claim-code': row([], 404),
  'POST /api/local/password': row([], 404),
  'POST /api/local/shutdown': row([], 404),
  'GET /trust/berth.crt': row(everybody, 404),
  'GET /trust/berth.pem': row(everybody, 404),
  'GET /trust/berth.mobileconfig': row(everybody, 404),
  // These two end what the others come with, so they are last.
  'DELETE /api/instances/{name}': row(runs, 202, { but: {} }),
  'DELETE /api/session': row(everybody, 200),
}

/** Routes that are no part of the API and have tests of their own: pages, redirects, git's protocol, the provider's, webhooks. */
export const elsewhere: ReadonlySet<string> = new Set([
  'GET /*',
  'GET /go',
  'GET /signin/outside/{id}',
  'GET /signin/outside/{id}/callback',
  'GET /git/{project}/*',
  'POST /git/{project}/*',
  'POST /doors/preview/{provider}',
  'POST /doors/image/{hook}',
])
