import { Me, SessionView } from '../model/api.ts'
import { DeviceView, PairingView } from '../model/device.ts'
import { HttpsView } from '../model/https.ts'
import { InvitationMade, InvitationView } from '../model/invitation.ts'
import { LinkMade, LinkView } from '../model/link.ts'
import { OpenMode } from '../model/openmode.ts'
import { OutsideView } from '../model/outside.ts'
import { PasskeyView } from '../model/passkey.ts'
import { GroupView, PersonView } from '../model/person.ts'
import { apps, instanceOf, recently } from './sample.testbed.ts'

/** People, devices and what lets them in, as the engine has them; parsed, so that they cannot drift from the contracts. */

const hour = 3_600_000
const created = recently

/** A time to come; an hour more, so that a slow test does not make it a day less. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 24 * hour + hour).toISOString()
}

const ways = { password: true, passkeys: 0, outside: [] }
export const people = [
  PersonView.parse({ id: 'p1', name: 'Ada', role: 'owner', groups: [], ways: { ...ways, passkeys: 2 }, created, seen: created }),
  PersonView.parse({ id: 'p2', name: 'Ben Hur', role: 'member', groups: ['teachers'], ways: { password: false, passkeys: 1, outside: ['school'] }, created, seen: created }),
  PersonView.parse({ id: 'p3', name: 'Adam', role: 'guest', groups: [], ways: { ...ways, password: false }, created, seen: null }),
]
export const groups = [GroupView.parse({ name: 'teachers', people: ['p2'] }), GroupView.parse({ name: 'class 5b', people: [] })]
export const devices = [DeviceView.parse({ id: 'd1', name: 'Tablet 1', agent: 'Chrome on Android', created, seen: created, by: 'Ada' })]
export const sessions = [
  SessionView.parse({ id: 's1', device: 'Firefox on Linux', created, seen: created, current: true }),
  SessionView.parse({ id: 's2', device: 'Safari on iPhone', created, seen: created, current: false }),
]
export const invitations = [
  InvitationView.parse({ id: 'i1', person: null, name: 'Cleo', role: 'member', groups: ['teachers'], by: 'Ada', created, expires: inDays(7) }),
  InvitationView.parse({ id: 'i2', person: 'p2', name: 'Ben Hur', role: 'member', groups: [], by: 'Ada', created, expires: inDays(1) }),
]
export const invited = InvitationMade.parse({ ...invitations[0], code: 'abc', url: 'http://berth.localhost/join#code=abc' })
export const wayBack = InvitationMade.parse({ ...invitations[1], code: 'def', url: 'http://berth.localhost/join#code=def' })
export const pairing = PairingView.parse({ code: '123456', url: 'http://berth.localhost/pair#code=123456', many: false, expires: inDays(1 / 100) })
export const links = [LinkView.parse({ id: 'l1', instance: 'notes', path: '/album', label: 'Grandma', by: 'Ada', created, expires: inDays(2) })]
export const linkMade = LinkMade.parse({ ...links[0], url: 'http://notes.localhost/.berth/link?key=xyz' })
export const open = OpenMode.parse({ visitors: false, pairing: true, disks: false })
export const outside = [
  OutsideView.parse({
    id: 'school',
    label: 'School account',
    issuer: 'https://id.example.org',
    client_id: 'berth',
    welcome: 'member',
    domains: ['example.org'],
    groups: ['staff'],
    group_map: { staff: 'teachers' },
    secret: true,
    callback: 'http://berth.localhost/signin/outside/school/callback',
  }),
]
const noHttps = { mode: 'off', redirect: false, port: null, url: null, email: null, directory: null, challenge: null, dns: null, authority: null, certificates: [], cause: null }
export const httpsOff = HttpsView.parse(noHttps)
export const httpsLan = HttpsView.parse({
  ...noHttps,
  mode: 'lan',
  port: 443,
  url: 'https://berth.local/',
  authority: { name: 'Berth quay1234', fingerprint: 'AA:BB', expires: inDays(3650) },
  certificates: [{ names: ['berth-quay1234.local'], issuer: 'Berth quay1234', expires: inDays(90), renews: inDays(60), cause: null }],
})
export const httpsAcme = HttpsView.parse({ ...noHttps, mode: 'acme', redirect: true, email: 'ada@example.org', challenge: 'dns-01', dns: 'porkbun' })
export const me = Me.parse({ kind: 'person', id: 'p1', name: 'Ada', role: 'owner', groups: [], via: 'local', may: ['people.change'] })
export const passkeys = [PasskeyView.parse({ id: 'k1', label: 'Phone', created, used: null, synced: true })]
export const names = { people: people.map(({ id, name, role }) => ({ id, name, role })), groups: groups.map(({ name }) => name), devices: devices.map(({ id, name }) => ({ id, name })) }
export const guarded = instanceOf('notes', { policy: { access: 'members', paths: { '/admin': { people: ['p2'], groups: ['teachers'], devices: ['d1'] }, '/share': 'public' } } })

/** What a healthy engine answers. */
export const peopleRows: Readonly<Record<string, unknown>> = {
  'GET /api/people': people,
  'GET /api/people/p1/sessions': sessions,
  'GET /api/people/p2/sessions': sessions.slice(1),
  'GET /api/people/p3/sessions': [],
  'GET /api/groups': groups,
  'GET /api/devices': devices,
  'GET /api/sessions': sessions,
  'GET /api/invitations': invitations,
  'GET /api/instances/ledger': apps[1],
  'GET /api/instances/notes/links': links,
  'GET /api/open': open,
  'GET /api/outside': outside,
  'GET /api/https': httpsLan,
  'GET /api/me': me,
  'GET /api/me/passkeys': passkeys,
  'GET /api/names': names,
}
