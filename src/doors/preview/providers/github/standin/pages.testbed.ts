import { makeApp } from './apps.testbed.ts'
import { notFound, ok } from './call.testbed.ts'
import type { Answer } from './call.testbed.ts'
import type { State } from './state.testbed.ts'

export interface Visit {
  readonly state: State
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
  readonly url: string
}

/** What a browser sees: the making of an App from a manifest, to which its user said yes at once; and a page of anything else there is. */
export function landing({ state, method, path, query, body }: Visit): Answer {
  if (method === 'POST' && /^\/(?:settings|organizations\/[\w-]+\/settings)\/apps\/new$/.test(path)) return makeByManifest(state, query, body)
  const [, repository] = /^\/([^/]+\/[^/]+)(?:\/pull\/\d+)?$/.exec(path) ?? []
  if (path.startsWith('/apps/') || (repository !== undefined && state.find(repository))) return ok('<!doctype html><title>A page of the stand-in</title><p>A page of the stand-in.</p>')
  return notFound
}

function makeByManifest(state: State, query: URLSearchParams, body: string): Answer {
  const manifest: unknown = JSON.parse(new URLSearchParams(body).get('manifest') ?? '{}')
  const { name = 'berth', redirect_url: back = '', default_permissions: permissions } = textsOf(manifest)
  const code = `code${state.next()}`
  state.codes.set(code, makeApp(state, String(name), Object.fromEntries(Object.entries(textsOf(permissions)).map(([key, value]) => [key, String(value)]))))
  const to = new URL(String(back))
  to.searchParams.set('code', code)
  to.searchParams.set('state', query.get('state') ?? '')
  return { status: 302, headers: { location: to.href }, body: '' }
}

function textsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}
