import type { InstanceView } from '../model/instance.ts'
import { settlePath } from '../model/path.ts'
import type { Policy } from '../model/policy.ts'
import { Problem } from '../model/problem.ts'
import type { Context } from './context.ts'
import { table } from './terminal.ts'
import { accessOf, accessWord, whoMay } from './who.ts'
import type { Names } from './who.ts'

type Speaking = Pick<Context, 'client' | 'terminal'>

/** Shows who may use an app, path by path. */
export async function showAccess({ client, terminal }: Speaking, app: string): Promise<void> {
  const [{ policy }, names] = await Promise.all([client.get<InstanceView>(pathOf(app)), client.get<Names>('/api/names')])
  terminal.show(policy, () => listOf(policy, names))
}

/** Says who may use an app or, with `path`, that path of it. Throws as `accessOf` and `prefixOf`. */
export async function setAccess({ client, terminal }: Speaking, app: string, who: string, path: string | undefined): Promise<void> {
  const [{ policy }, names] = await Promise.all([client.get<InstanceView>(pathOf(app)), client.get<Names>('/api/names')])
  const access = accessOf(who, names)
  const changed = path === undefined ? { ...policy, access } : { ...policy, paths: { ...policy.paths, [prefixOf(path)]: access } }
  await change({ client, terminal }, app, changed, names)
}

/** A path is as the rest of the app again. Throws `unknown-name` where nothing was said of it. */
export async function unsetAccess({ client, terminal }: Speaking, app: string, path: string): Promise<void> {
  const [{ policy }, names] = await Promise.all([client.get<InstanceView>(pathOf(app)), client.get<Names>('/api/names')])
  const prefix = Object.hasOwn(policy.paths, path) ? path : prefixOf(path)
  const { [prefix]: said, ...paths } = policy.paths
  if (said === undefined) throw new Problem('unknown-name', { what: `rule of ${app} for a path`, name: prefix, next: `\`berth access ${app}\` lists what there is.` })
  await change({ client, terminal }, app, { ...policy, paths }, names)
}

async function change({ client, terminal }: Speaking, app: string, policy: Policy, names: Names): Promise<void> {
  const view = await client.send<InstanceView>('PATCH', pathOf(app), { policy })
  terminal.show(view.policy, () => listOf(view.policy, names))
}

/**
 * A path as the gateway decides about it: without escapes, dots and doubled slashes. What has letters beyond ASCII may
 * be given as it is read or as it is sent. Throws `invalid` for one that no request can mean.
 */
export function prefixOf(path: string): string {
  const sent = /^[\x21-\x7e]*$/.test(path) ? path : encodeURI(path)
  const settled = path.startsWith('/') ? settlePath(sent) : undefined
  if (!settled) throw new Problem('invalid', { where: '--path', reason: 'write it as a path that the app has, as /admin' })
  return settled.decided
}

function listOf({ access, paths }: Policy, names: Names): string {
  const prefixes = Object.entries(paths).sort(([one], [other]) => (one < other ? -1 : 1))
  const rest = prefixes.length === 0 ? 'everything' : 'everything else'
  const rows = [...prefixes, [rest, access] as const].map(([prefix, who]) => [prefix, accessWord(who), whoMay(who, names)])
  return table(['PATH', 'FOR', 'WHO'], rows)
}

function pathOf(app: string): string {
  return `/api/instances/${encodeURIComponent(app)}`
}
