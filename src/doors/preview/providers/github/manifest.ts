import { z } from 'zod'
import { Problem } from '../../../../model/problem.ts'
import type { Connection, ManifestForm } from '../../../../model/preview.ts'
import type { ConnectionSecrets } from '../provider.ts'
import { apiOf, placeOf, usualUrls } from '../api/names.ts'
import type { Reaching } from '../api/reach.ts'
import { down } from '../api/refusal.ts'
import { Rest } from '../api/rest.ts'
import { name } from './octokit.ts'

/** The least an App needs: it reads code, and writes comments, deployments and statuses. Comments on pull requests are heard as those of issues. */
const permissions = { metadata: 'read', contents: 'read', pull_requests: 'write', issues: 'read', deployments: 'write', statuses: 'write' } as const
/** What happens to an installation of it is told to an App in any case. */
const events = ['pull_request', 'push', 'issue_comment', 'repository'] as const
/** Characters of an App's name. */
const longestName = 34

export interface ManifestOptions {
  /** Of GitHub's pages; github.com when not given. */
  readonly url?: string
  readonly organisation?: string
  /** What the App is to be called: all of GitHub has it once. */
  readonly name: string
  /** Where people find this Berth. */
  readonly home: string
  /** Where it sends its webhooks to. */
  readonly hook: string
  /** Where the browser is sent back to, with `code` and `state`. */
  readonly back: string
  /** Comes back with the browser. */
  readonly state: string
}

/** The form that the browser posts to GitHub, which asks its user and makes the App. */
export function manifestForm({ url = usualUrls.github ?? '', organisation, name: called, home, hook, back, state }: ManifestOptions): ManifestForm {
  const place = organisation === undefined ? placeOf(url) : `${placeOf(url)}/organizations/${encodeURIComponent(organisation)}`
  const manifest = {
    name: called.slice(0, longestName).trim(),
    url: home,
    hook_attributes: { url: hook, active: true },
    redirect_url: back,
    public: false,
    default_permissions: permissions,
    default_events: events,
  }
  return { action: `${place}/settings/apps/new?state=${encodeURIComponent(state)}`, manifest: JSON.stringify(manifest) }
}

const Made = z.object({ id: z.number().int(), slug: z.string(), name: z.string(), html_url: z.string(), pem: z.string().min(1), webhook_secret: z.string().min(1).nullable() })

export interface MadeApp {
  readonly connection: Pick<Connection, 'provider' | 'url' | 'api' | 'label' | 'by'>
  readonly secrets: ConnectionSecrets
  /** Where its maker chooses the repositories that it sees. */
  readonly install: string
}

/** What GitHub made of a manifest, by the code it sent the browser back with. Throws `late-connection` where the code is used or an hour old, `provider-down`. */
export async function convert(code: string, given: string = usualUrls.github ?? '', reaching: Reaching): Promise<MadeApp> {
  if (!/^[\w-]{1,200}$/.test(code)) throw new Problem('late-connection')
  const url = placeOf(given)
  const api = apiOf('github', url)
  const rest = new Rest({ provider: name, base: api, headers: { accept: 'application/vnd.github+json' }, ...reaching })
  const made = await rest.send(`/app-manifests/${code}/conversions`, { method: 'POST', body: {} }, Made)
  if (made === null) throw new Problem('late-connection')
  const { id, slug, html_url: page, pem: key, webhook_secret: webhook } = made
  if (webhook === null) throw down(name, 'it made an App without a secret for its webhooks')
  return { connection: { provider: 'github', url, api, label: made.name, by: { kind: 'app', id, slug, page } }, secrets: { webhook, token: null, key }, install: `${page}/installations/new` }
}
