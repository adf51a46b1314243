import { AuditLine, SessionView } from '../../../src/model/api.ts'
import { DeviceView } from '../../../src/model/device.ts'
import { HttpsView } from '../../../src/model/https.ts'
import { InvitationView } from '../../../src/model/invitation.ts'
import { LinkView } from '../../../src/model/link.ts'
import { OutsideView } from '../../../src/model/outside.ts'
import { GroupName, PersonView } from '../../../src/model/person.ts'
import { ago } from './sample.ts'

/** Who is at the stand-in, and what guards it; parsed, so that it cannot drift from the contracts. */

type Changes<T> = Partial<Record<keyof T, unknown>>

export function personOf(id: string, name: string, changes: Changes<PersonView> = {}): PersonView {
  const ways = { password: true, passkeys: 0, outside: [] }
  return PersonView.parse({ id, name, role: 'member', groups: [], ways, created: ago(60 * 24 * 90), seen: ago(60 * 5), ...changes })
}

export const ada = personOf('ada1', 'Ada', { role: 'owner', ways: { password: true, passkeys: 2, outside: [] }, seen: ago(0) })

/** A family with a guest who never came. */
export const family: readonly PersonView[] = [
  ada,
  personOf('ben1', 'Ben', { groups: ['family'] }),
  personOf('cleo1', 'Cleo', { role: 'admin', groups: ['family'], ways: { password: false, passkeys: 1, outside: ['School'] } }),
  personOf('dora1', 'Dora van den Oever-Bartholomäus', { role: 'guest', groups: ['class 7b', 'family'], ways: { password: false, passkeys: 0, outside: ['school'] } }),
  personOf('emil1', 'Emil', { role: 'guest', ways: { password: false, passkeys: 0, outside: [] }, seen: null }),
]

export const groups = ['class 7b', 'family'].map((name) => GroupName.parse(name))

export function deviceOf(id: string, name: string, changes: Changes<DeviceView> = {}): DeviceView {
  return DeviceView.parse({ id, name, agent: 'Chrome on Android', created: ago(60 * 24 * 4), seen: ago(20), by: 'Ada', ...changes })
}

export const devices: readonly DeviceView[] = [deviceOf('tablet1', 'Tablet 1'), deviceOf('tablet2', 'The tablet by the window', { by: 'open mode', agent: 'Safari on iPad' })]

export const signIns: readonly SessionView[] = [
  SessionView.parse({ id: 's7', device: 'Firefox on Linux', created: ago(9000), seen: ago(200), current: false }),
  SessionView.parse({ id: 's8', device: 'Safari on iPhone', created: ago(4000), seen: ago(30), current: false }),
]

export const invitations: readonly InvitationView[] = [
  InvitationView.parse({ id: 'i1', person: null, name: 'Fritz', role: 'member', groups: ['family'], by: 'Ada', created: ago(100), expires: ago(-60 * 24 * 5) }),
  InvitationView.parse({ id: 'i2', person: null, name: null, role: 'guest', groups: [], by: 'Cleo', created: ago(60 * 24 * 8), expires: ago(60) }),
  InvitationView.parse({ id: 'i3', person: 'ben1', name: 'Ben', role: 'member', groups: [], by: 'Ada', created: ago(3), expires: ago(-12) }),
]

export function linkOf(id: string, label: string, changes: Changes<LinkView> = {}): LinkView {
  return LinkView.parse({ id, instance: 'notes', path: '/album', label, by: 'Ada', created: ago(60 * 26), expires: ago(-60 * 24 * 6), ...changes })
}

export const school = OutsideView.parse({
  id: 'school',
  label: 'School',
  issuer: 'https://login.school.example/realms/pupils',
  client_id: 'berth-7b',
  welcome: 'guest',
  domains: ['school.example'],
  groups: [],
  group_map: { 'pupils-7b': 'class 7b' },
  secret: true,
  callback: 'https://berth-home.local/signin/outside/school/callback',
})

const fingerprint = '3F:A1:0C:77:E2:90:4B:1D:88:5E:C6:21:9A:F0:34:BD:6C:12:E7:59:03:AB:D4:7F:20:95:6E:C8:11:4A:FE:83'

export const httpsOff = HttpsView.parse({
  mode: 'off',
  redirect: false,
  port: null,
  url: null,
  email: null,
  directory: null,
  challenge: null,
  dns: null,
  authority: null,
  certificates: [],
  cause: null,
})

export const httpsLan = HttpsView.parse({
  ...httpsOff,
  mode: 'lan',
  port: 443,
  url: 'https://berth-home.local/',
  authority: { name: 'Berth of home', fingerprint, expires: ago(-60 * 24 * 3600) },
  certificates: [
    { names: ['berth-home.local', '192.168.1.7', 'localhost', 'wiki-home.local', 'notes-home.local'], issuer: 'Berth of home', expires: ago(-60 * 24 * 150), renews: ago(-60 * 24 * 90), cause: null },
  ],
})

export const unreached = {
  code: 'certificate-failed',
  message: 'The authority could not reach http://berth.example.org/: connection refused.',
  fix: 'Check that port 80 of berth.example.org leads to this machine; it is tried again by itself.',
  at: ago(50),
}

export const httpsDomain = HttpsView.parse({
  ...httpsOff,
  mode: 'acme',
  redirect: true,
  port: 443,
  url: 'https://berth.example.org/',
  email: 'ada@example.org',
  challenge: 'dns-01',
  dns: 'porkbun',
  cause: { ...unreached, code: 'certificate-late', message: 'The certificate for example.org ends soon and could not be renewed.' },
  certificates: [
    { names: ['example.org', '*.example.org'], issuer: "Let's Encrypt", expires: ago(-60 * 24 * 9), renews: ago(-60 * 6), cause: unreached },
    { names: ['old.example.org'], issuer: "Let's Encrypt", expires: ago(60 * 24), renews: ago(60 * 24 * 30), cause: unreached },
    { names: ['new.example.org'], issuer: '', expires: ago(-60), renews: ago(-60), cause: unreached },
  ],
})

/** `count` lines, the newest first, as many people would leave them. */
export function auditOf(count: number): readonly AuditLine[] {
  const actions = [
    ['sign in', 'Firefox on Linux', 'ok'],
    ['change policy', 'notes', 'ok'],
    ['sign in', 'console', 'wrong-password'],
    ['pair', 'Tablet 1', 'ok'],
  ] as const
  return Array.from({ length: count }, (_, index) => {
    const [action, object, result] = actions[index % actions.length] ?? actions[0]
    const who = index % 3 === 0 ? 'Ada' : index % 3 === 1 ? 'Ben' : 'nobody'
    return AuditLine.parse({ id: count - index, at: ago(index * 7), who, action, object, from: `192.168.1.${20 + (index % 5)}`, result })
  })
}
