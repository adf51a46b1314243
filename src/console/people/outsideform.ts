import type { GroupName } from '../../model/person.ts'
import type { OutsideBody, OutsideView } from '../../model/outside.ts'

/** A provider as it is typed. */
export interface Typed {
  readonly label: string
  readonly issuer: string
  readonly client: string
  readonly secret: string
  readonly scope: string
  readonly welcome: 'nobody' | 'guest' | 'member'
  readonly domains: string
  readonly claim: string
  readonly groups: string
  readonly map: string
}

export function typedOf(view: OutsideView | undefined): Typed {
  return {
    label: view?.label ?? '',
    issuer: view?.issuer ?? '',
    client: view?.client_id ?? '',
    secret: '',
    scope: view?.scope ?? 'openid profile email',
    welcome: view?.welcome ?? 'nobody',
    domains: (view?.domains ?? []).join(', '),
    claim: view?.groups_claim ?? 'groups',
    groups: (view?.groups ?? []).join(', '),
    map: Object.entries(view?.group_map ?? {})
      .map(([there, here]) => `${there} = ${here}`)
      .join('\n'),
  }
}

/** What is sent; nothing while the map of groups is not written as it should be. */
export function bodyOf(typed: Typed): OutsideBody | undefined {
  const map = mapIn(typed.map)
  if (!map) return undefined
  return {
    label: typed.label.trim(),
    issuer: typed.issuer.trim(),
    client_id: typed.client.trim(),
    scope: typed.scope.trim(),
    welcome: typed.welcome === 'nobody' ? null : typed.welcome,
    domains: listIn(typed.domains).map((domain) => domain.toLowerCase().replace(/^@/, '')),
    groups_claim: typed.claim.trim(),
    groups: listIn(typed.groups),
    group_map: map,
    ...(typed.secret !== '' && { client_secret: typed.secret }),
  }
}

export function listIn(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter(Boolean)
}

/** `there = here`, one a line; nothing where a line is something else. The last `=` counts: groups there may hold one. */
function mapIn(text: string): Record<string, GroupName> | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const pairs = lines.map(pairIn)
  return pairs.every((pair) => pair !== undefined) ? Object.fromEntries(pairs) : undefined
}

function pairIn(line: string): readonly [string, GroupName] | undefined {
  const [, there, here] = /^\s*(.*\S)\s*=\s*(.*?)\s*$/.exec(line) ?? []
  // Whether a group may be called so, the engine says.
  return there && here ? [there, here.toLowerCase() as GroupName] : undefined
}

/** Whether anybody at all with an account there comes in. */
export function letsAnybodyIn({ welcome, domains, groups }: Typed): boolean {
  return welcome !== 'nobody' && listIn(domains).length + listIn(groups).length === 0
}

/** A short name for it, from the name on its button. */
export function idFrom(label: string): string {
  return label
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 20)
    .replace(/^-+|-+$/g, '')
}
