import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import type { Octokit } from 'octokit'
import { jwtVerify } from 'jose'
import { made, notFound, ok } from './call.testbed.ts'
import type { Answer, Asked } from './call.testbed.ts'
import { userShape } from './shapes.testbed.ts'
import type { Answered } from './shapes.testbed.ts'
import { ownerOf } from './state.testbed.ts'
import type { State, StandInApp, StandInInstallation, StandInRepository } from './state.testbed.ts'

type Methods = Octokit['rest']

const unproven: Answer = { status: 401, body: { message: 'A JSON web token could not be decoded' } }
const usual = { metadata: 'read', contents: 'read', pull_requests: 'write', issues: 'read', deployments: 'write', statuses: 'write' }

/** What GitHub makes of a manifest. Its key is as GitHub gives them: PKCS #1. */
export function makeApp(state: State, name: string, permissions: Readonly<Record<string, string>> = usual): StandInApp {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const app = { id: state.next(), slug, name, key: privateKey, publicKey, secret: randomBytes(20).toString('hex'), permissions }
  state.apps.push(app)
  return app
}

export function conversion({ state, at, url }: Asked): Answer {
  const app = state.codes.get(at[0] ?? '')
  if (!app) return notFound
  state.codes.delete(at[0] ?? '')
  const { id, slug, name, key: pem, secret: webhook_secret } = app
  const body: Answered<Methods['apps']['createFromManifest']> = {
    id,
    slug,
    name,
    pem,
    webhook_secret,
    html_url: `${url}/apps/${slug}`,
    client_id: 'Iv1.0',
    client_secret: 'unused',
    owner: userShape('ada'),
  }
  return made(body)
}

export async function repositoryInstallation(asked: Asked, repository: StandInRepository): Promise<Answer> {
  const app = await appOf(asked)
  if (!app) return unproven
  const found = asked.state.installations.find((one) => one.app === app && one.account === ownerOf(repository) && (one.repositories?.has(repository.id) ?? true))
  const body: Answered<Methods['apps']['getRepoInstallation']> = { id: found?.id ?? 0, app_id: app.id }
  return found ? ok(body) : notFound
}

export async function accessToken(asked: Asked): Promise<Answer> {
  const { state, at, body: less } = asked
  const app = await appOf(asked)
  if (!app) return unproven
  const installation = state.installations.find((one) => one.app === app && one.id === Number(at[0]))
  if (!installation) return notFound
  if (installation.suspended) return { status: 403, body: { message: 'This installation has been suspended' } }
  const token = `ghs_${randomBytes(18).toString('hex')}`
  state.tokens.set(token, { kind: 'installation', installation, repositories: chosen(less['repository_ids']), permissions: permissionsOf(installation, less['permissions']) })
  const body: Answered<Methods['apps']['createInstallationAccessToken']> = { token, expires_at: new Date(Date.now() + 3_600_000).toISOString() }
  return made(body)
}

function chosen(ids: unknown): ReadonlySet<number> | null {
  return Array.isArray(ids) ? new Set(ids.map(Number)) : null
}

function permissionsOf({ app }: StandInInstallation, less: unknown): Readonly<Record<string, string>> {
  if (typeof less !== 'object' || less === null) return app.permissions
  return Object.fromEntries(
    Object.entries(less)
      .filter(([key]) => key in app.permissions)
      .map(([key, value]) => [key, String(value)]),
  )
}

/** Whose key signed the token that came; nobody's where it is not right, ended, or lives longer than GitHub lets it. */
async function appOf({ state, bearer }: Asked): Promise<StandInApp | undefined> {
  for (const app of state.apps) {
    const proof = await jwtVerify(bearer ?? '', createPublicKey(app.publicKey), { algorithms: ['RS256'], maxTokenAge: '11m' }).catch(() => null)
    if (String(proof?.payload.iss) === String(app.id)) return app
  }
  return undefined
}
