import type { InstanceView } from '../model/instance.ts'
import type { OpenMode } from '../model/openmode.ts'
import type { PersonView } from '../model/person.ts'
import { explainReadings } from '../model/policy.ts'
import type { Verdict } from '../model/policy.ts'
import { Problem } from '../model/problem.ts'
import { anonymous } from '../model/visitor.ts'
import type { Visitor } from '../model/visitor.ts'
import { prefixOf } from './accesschange.ts'
import type { Context } from './context.ts'
import { styled } from './terminal.ts'
import { kindAndName, whoMay } from './who.ts'
import type { Names } from './who.ts'
import { deviceCalled, personCalled } from './whom.ts'

/** What would they see? Decided here, by the same function as in the gateway; nothing is visited. */
export async function tryAccess({ client, terminal }: Context, app: string, as: string, given: string): Promise<void> {
  const { policy } = await client.get<InstanceView>(`/api/instances/${encodeURIComponent(app)}`)
  const { visitor, said } = await visitorCalled(client, as)
  const path = prefixOf(given.split(/[?#]/)[0] ?? '')
  const { visitors: open } = await client.get<OpenMode>('/api/open')
  const verdict = explainReadings(policy, visitor, path, open)
  const names = terminal.json ? undefined : await client.get<Names>('/api/names')
  terminal.show({ app, path, as: said, ...verdict }, () => inWords(said, app, path, verdict, open, names))
}

async function visitorCalled(client: Context['client'], as: string): Promise<{ visitor: Visitor; said: string }> {
  if (as === 'stranger') return { visitor: anonymous, said: 'A stranger' }
  const [kind, name] = kindAndName(as)
  if (kind === 'group') throw new Problem('invalid', { where: '--as', reason: 'a group visits nothing; name somebody who is in it' })
  if (kind === 'device') return await asDevice(client, name)
  const { id, name: called, role, groups }: PersonView = await personCalled(client, name)
  return { visitor: { kind: 'person', session: '', id, name: called, role, groups }, said: `${called} (${role})` }
}

async function asDevice(client: Context['client'], name: string): Promise<{ visitor: Visitor; said: string }> {
  const { id, name: called } = await deviceCalled(client, name)
  return { visitor: { kind: 'device', session: '', id, name: called }, said: `The device ${called}` }
}

const outcomes = {
  allow: { style: 'green', words: '✔ may use' },
  'sign-in': { style: 'yellow', words: '→ is asked to sign in at' },
  deny: { style: 'red', words: '✖ may not use' },
} as const

function inWords(said: string, app: string, path: string, { decision, prefix, access }: Verdict, open: boolean, names: Names = { people: [], groups: [], devices: [] }): string {
  const { style, words } = outcomes[decision]
  const where = prefix === '' ? 'what the app says of everything else' : `what is said of ${prefix}`
  const note = open && access === 'devices' ? '\n  open mode is on: everybody on the network counts as a paired device' : ''
  return `${said} ${styled(style, words)} ${path} of ${app}.\n  decided by ${where}: it is for ${whoMay(access, names)}${note}`
}
