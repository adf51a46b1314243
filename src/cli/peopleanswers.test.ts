import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { berth } from './child.testbed.ts'
import { devices, groups, guarded, httpsAcme, httpsLan, httpsOff, invitations, links, me, open, outside, passkeys, people, sessions } from './people.testbed.ts'
import { reads } from './reads.testbed.ts'
import { apps, cause } from './sample.testbed.ts'
import { StandIn } from './standin.testbed.ts'

const readings: readonly (readonly [words: string, json: unknown, human: string])[] = [
  [
    'people',
    people,
    `NAME     ROLE    GROUPS    SIGNS IN BY           SEEN     ID
Ada      owner             password, 2 passkeys  3 h ago  p1
Ben Hur  member  teachers  1 passkey, school     3 h ago  p2
Adam     guest             link only             never    p3`,
  ],
  [
    'people sessions ADA',
    sessions,
    `ID  ON                SINCE    SEEN
s1  Firefox on Linux  3 h ago  this one
s2  Safari on iPhone  3 h ago  3 h ago`,
  ],
  [
    'sessions',
    sessions,
    `ID  ON                SINCE    SEEN
s1  Firefox on Linux  3 h ago  this one
s2  Safari on iPhone  3 h ago  3 h ago`,
  ],
  [
    'groups',
    groups,
    `GROUP     PEOPLE
teachers  Ben Hur
class 5b`,
  ],
  [
    'invitations',
    invitations,
    `ID  FOR      TO             GROUPS    BY   MADE     GOOD FOR
i1  Cleo     become member  teachers  Ada  3 h ago  7 d
i2  Ben Hur  sign in                  Ada  3 h ago  1 d`,
  ],
  [
    'devices',
    devices,
    `NAME      KIND               PAIRED   BY   SEEN     ID
Tablet 1  Chrome on Android  3 h ago  Ada  3 h ago  d1`,
  ],
  [
    'links notes',
    links,
    `ID  LABEL    PATH    BY   MADE     GOOD FOR
l1  Grandma  /album  Ada  3 h ago  2 d`,
  ],
  [
    'access notes',
    guarded.policy,
    `PATH             FOR      WHO
/admin           named    Ben Hur, group teachers, device Tablet 1 (and the owner and admins)
/share           public   everybody
everything else  members  members`,
  ],
  [
    'access ledger show',
    apps[1]?.policy,
    `PATH        FOR     WHO
everything  public  everybody`,
  ],
  [
    'https',
    httpsLan,
    `HTTPS
mode         lan: from its own authority, trusted device by device at /trust
port         443
console      https://berth.local/
from HTTP    served as before
authority    Berth quay1234, good for 3650 d
fingerprint  AA:BB

FOR                   FROM            GOOD FOR  RENEWED IN  STATE
berth-quay1234.local  Berth quay1234  90 d      60 d        good`,
  ],
  [
    'openmode',
    open,
    `OPEN           WHAT IT MEANS
visitors  off  whoever is on the network may use what paired devices may
pairing   on   a device pairs itself, without a code
disks     off  what is on a docked disk runs without a question`,
  ],
  [
    'outside',
    outside,
    `ID      LABEL           ISSUER                  WHO                                  CALLBACK
school  School account  https://id.example.org  @example.org, group staff as member  http://berth.localhost/signin/outside/school/callback`,
  ],
  ['me', me, 'Ada, owner, on the machine itself'],
  [
    'me passkeys',
    passkeys,
    `LABEL  KEPT    ADDED    USED   ID
Phone  synced  3 h ago  never  k1`,
  ],
]

describe('what the commands about people print', () => {
  let engine: StandIn
  before(async () => {
    engine = await StandIn.open()
    engine.answers.set('GET /api/instances/notes', guarded)
  })
  after(async () => await engine[Symbol.asyncDispose]())

  for (const [words, json, human] of readings) it(`berth ${words}`, async () => await reads(engine, words.split(' '), json, human))

  it('nothing is there yet: the next step is told', async () => {
    await using empty = await StandIn.open()
    for (const list of ['people', 'groups', 'invitations', 'devices', 'sessions', 'instances/notes/links', 'outside', 'me/passkeys', 'audit']) empty.answers.set(`GET /api/${list}`, [])
    const all = ['people', 'groups', 'invitations', 'devices', 'sessions', 'links notes', 'outside', 'me passkeys', 'audit --who nobody']
    const said = await Promise.all(all.map(async (words) => (await berth(empty, words.split(' '))).out.trim()))
    assert.deepEqual(said, [
      'Nobody is here yet. The owner comes first: berth claim',
      'There is no group. Make one: berth groups add <name>',
      'Nobody is asked in. Ask somebody: berth people invite',
      'No device is paired. Let one in: berth devices pair',
      'Signed in nowhere.',
      'There is no link to notes. Make one: berth links add notes',
      'There is no provider. Add one: berth outside set <id>',
      'You have no passkey. Add one in the console.',
      'Nothing like that was done.',
    ])
  })

  it('https: off, and what went wrong with its cause and the next step', async () => {
    await using other = await StandIn.open()
    other.answers.set('GET /api/https', httpsOff)
    assert.equal((await berth(other, ['https'])).out, 'HTTPS is off. Turn it on: berth https set lan, or berth https set acme\n')
    other.answers.set('GET /api/https', { ...httpsAcme, cause })
    const { out } = await berth(other, ['https'])
    assert.match(out, /challenge +dns-01 by porkbun\n/)
    assert.match(out, /There is no certificate yet\. See how it goes: berth https\n\nweb of ledger ended 3 times in a row\.\n {2}fix: Look at its logs\.\n$/)
  })

  it('apps: who may use one that names people is told in a word', async () => {
    await using other = await StandIn.open()
    other.answers.set('GET /api/instances', [{ ...guarded, policy: { access: { people: ['p2'], groups: [], devices: [] }, paths: {} } }])
    assert.match((await berth(other, ['apps'])).out, /notes .* named /)
  })

  it('who is named and is not here any more is shown by id', async () => {
    await using other = await StandIn.open()
    other.answers.set('GET /api/instances/notes', { ...guarded, policy: { access: { people: ['gone1'], groups: [], devices: ['gone2'] }, paths: {} } })
    assert.match((await berth(other, ['access', 'notes'])).out, /named +gone1, device gone2 \(and/)
  })
})
