import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Grants } from './grants.ts'

/**
 * An app signs its visitor out: of that app, and of nothing else. What it was given ends, and the visitor goes where
 * the app sends them, on its own origins. The console's sign-in is the person's, who ends it there.
 */
export async function signOutOfApp(ctx: KoaContextWithOIDC, grants: Grants): Promise<void> {
  const { session } = ctx.oidc
  const client = textIn(session?.state?.['clientId'])
  const grant = client === undefined ? undefined : session?.grantIdFor(client)
  if (grant !== undefined) await grants.end(grant)
  ctx.status = 303
  ctx.redirect(back(session?.state))
}

function back(said: Readonly<Record<string, unknown>> | undefined): string {
  const to = textIn(said?.['postLogoutRedirectUri'])
  if (to === undefined) return '/'
  const url = new URL(to)
  const state = textIn(said?.['state'])
  if (state !== undefined) url.searchParams.set('state', state)
  return url.href
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
