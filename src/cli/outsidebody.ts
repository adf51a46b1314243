import type { OutsideBody, OutsideView } from '../model/outside.ts'
import { Problem } from '../model/problem.ts'
import type { Context } from './context.ts'
import { secretFrom } from './secretinput.ts'
import { groupsCalled } from './whom.ts'

export interface OutsideOptions {
  readonly label?: string
  readonly issuer?: string
  readonly clientId?: string
  readonly secret?: boolean
  readonly secretFile?: string
  readonly scope?: string
  readonly welcome?: 'member' | 'guest' | 'nobody'
  readonly domain?: readonly string[]
  readonly only?: readonly string[]
  readonly groupsClaim?: string
  readonly map?: readonly string[]
}

/** The provider as it is, but for what was given. Throws `invalid` where something is missing, before a secret is asked for. */
export async function outsideBody(context: Context, id: string, options: OutsideOptions): Promise<OutsideBody> {
  const before = (await context.client.get<OutsideView[]>('/api/outside')).find((one) => one.id === id)
  const { issuer = before?.issuer, clientId = before?.client_id } = options
  if (issuer === undefined || clientId === undefined) throw wrong('a new provider needs --issuer and --client-id')
  const given = { label: options.label ?? before?.label ?? id, issuer, client_id: clientId }
  const more = await restOf(context, options, before)
  return { ...given, ...more, ...(await secretOf(context, options, before)) }
}

async function restOf({ client }: Context, { scope, welcome, domain, only, groupsClaim, map }: OutsideOptions, before: OutsideView | undefined): Promise<Partial<OutsideBody>> {
  const kept = before && { scope: before.scope, welcome: before.welcome, domains: before.domains, groups_claim: before.groups_claim, groups: before.groups, group_map: before.group_map }
  return {
    ...kept,
    ...(scope === undefined ? {} : { scope }),
    ...(welcome === undefined ? {} : { welcome: welcome === 'nobody' ? null : welcome }),
    ...(domain === undefined ? {} : { domains: [...domain] }),
    ...(groupsClaim === undefined ? {} : { groups_claim: groupsClaim }),
    ...(only === undefined ? {} : { groups: [...only] }),
    ...(map === undefined ? {} : { group_map: await mapOf(client, map) }),
  }
}

/** `there=here`: the last `=` parts them, since groups there may be called anything. */
async function mapOf(client: Context['client'], pairs: readonly string[]): Promise<Record<string, string>> {
  const parted = pairs.map((pair) => [pair.slice(0, Math.max(0, pair.lastIndexOf('='))), pair.slice(pair.lastIndexOf('=') + 1)] as const)
  if (parted.some(([there, here]) => there === '' || here === '')) throw wrong('--map is written as there=here')
  const groups = await groupsCalled(
    client,
    parted.map(([, here]) => here),
  )
  return Object.fromEntries(parted.map(([there], at) => [there, groups[at] ?? '']))
}

/** Kept unless a new one is given; a new provider's is asked for where somebody can be asked. */
async function secretOf({ terminal }: Context, { secret, secretFile }: OutsideOptions, before: OutsideView | undefined): Promise<{ client_secret?: string }> {
  const asked = secret === true || secretFile !== undefined || (before === undefined && terminal.live)
  return asked ? { client_secret: await secretFrom(terminal, secretFile, '--secret-file', 'Client secret that the provider gave') } : {}
}

function wrong(reason: string): Problem {
  return new Problem('invalid', { where: 'outside set', reason })
}
