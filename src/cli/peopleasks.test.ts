import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { berth } from './child.testbed.ts'
import { invited, linkMade, me, open, people, wayBack } from './people.testbed.ts'
import { StandIn } from './standin.testbed.ts'

const ok = { ok: true }

const forAnybody = { name: null, groups: [], role: 'admin' }

/** Every command that changes something: what it sends, what it is answered, and what it says. */
const asks: readonly (readonly [words: readonly string[], what: string, body: unknown, answer: unknown, human: string])[] = [
  [['people', 'remove', 'ben hur', '--yes'], 'DELETE /api/people/p2', undefined, ok, 'Ben Hur is removed. Sign-ins that ended: 1.'],
  [['people', 'change', 'p2', '--role', 'guest', '--name', 'Ben'], 'PATCH /api/people/p2', { role: 'guest', name: 'Ben' }, people[2], 'Adam is guest, in no group.'],
  [['people', 'change', 'Ben Hur', '--group', 'Class 5B'], 'PATCH /api/people/p2', { groups: ['teachers', 'class 5b'] }, people[1], 'Ben Hur is member, in teachers.'],
  [['people', 'change', 'Ben Hur', '--group', 'class 5b', '--leave', 'teachers'], 'PATCH /api/people/p2', { groups: ['class 5b'] }, people[1], 'Ben Hur is member, in teachers.'],
  [['people', 'change', 'Ben Hur', '--no-group'], 'PATCH /api/people/p2', { groups: [] }, people[1], 'Ben Hur is member, in teachers.'],
  [['sessions', 'revoke', 's2'], 'DELETE /api/sessions/s2', undefined, ok, 's2 is ended.'],
  [['groups', 'add', 'parents'], 'POST /api/groups', { name: 'parents' }, ok, 'parents is there. Put somebody in: berth people change <person> --group "parents"'],
  [['groups', 'remove', 'Class 5b', '--yes'], 'DELETE /api/groups/class%205b', undefined, ok, 'class 5b is removed.'],
  [['invitations', 'revoke', 'i1'], 'DELETE /api/invitations/i1', undefined, ok, 'i1 is revoked.'],
  [['devices', 'rename', 'tablet 1', 'Corner'], 'PATCH /api/devices/d1', { name: 'Corner' }, ok, 'Tablet 1 is called Corner now.'],
  [['devices', 'revoke', 'd1', '--yes'], 'DELETE /api/devices/d1', undefined, ok, 'Tablet 1 is revoked.'],
  [['devices', 'pair', '--end'], 'DELETE /api/devices/code', undefined, ok, 'No code is good now.'],
  [['links', 'revoke', 'notes', 'l1'], 'DELETE /api/instances/notes/links/l1', undefined, ok, 'l1 is revoked.'],
  [['outside', 'remove', 'school', '--yes'], 'DELETE /api/outside/school', undefined, ok, 'school is removed.'],
  [['https', 'renew'], 'POST /api/https/renew', undefined, ok, 'The certificates are being renewed. See how it goes: berth https'],
  [['me', 'name', 'Ada L'], 'PATCH /api/me', { name: 'Ada L' }, { ...me, name: 'Ada L' }, 'Ada L, owner, on the machine itself'],
  [['me', 'passkeys', 'remove', 'k1'], 'DELETE /api/me/passkeys/k1', undefined, ok, 'k1 is removed.'],
]

describe('what the commands about people send', () => {
  let engine: StandIn
  before(async () => void (engine = await StandIn.open()))
  beforeEach(() => void (engine.asked.length = 0))
  after(async () => await engine[Symbol.asyncDispose]())

  for (const [words, what, body, answer, human] of asks) {
    it(`berth ${words.join(' ')}`, async () => {
      engine.answers.set(what, answer)
      const plain = await berth(engine, words)
      assert.deepEqual([plain.code, plain.out, plain.err], [0, `${human}\n`, ''])
      const { what: last, body: sent } = engine.asked.at(-1) ?? {}
      assert.deepEqual([last, sent], [what, body])
      assert.deepEqual(JSON.parse((await berth(engine, [...words, '--json'])).out), answer)
    })
  }

  /** Links that are shown once: what is sent, and the sentence. */
  const made: readonly (readonly [words: string, what: string, body: unknown, answer: { url: string }, sentence: string])[] = [
    [
      'people invite Cleo --group Teachers --days 3 --role guest',
      'POST /api/invitations',
      { role: 'guest', groups: ['teachers'], days: 3, name: 'Cleo' },
      invited,
      'This link makes Cleo a member in teachers. It works once, within 7 d:',
    ],
    ['people invite', 'POST /api/invitations', { role: 'member', groups: [], days: 7 }, { ...invited, ...forAnybody }, 'This link makes whoever opens it first an admin. It works once, within 7 d:'],
    ['people link ada', 'POST /api/people/p1/link', undefined, wayBack, 'Whoever opens this link first, within 1 d, is signed in as Ada:'],
    ['me link', 'POST /api/me/link', undefined, wayBack, 'Open this link on the other device, within 1 d; it signs you in once:'],
    [
      'links add notes --path /album --label Grandma --hours 48',
      'POST /api/instances/notes/links',
      { path: '/album', label: 'Grandma', hours: 48 },
      linkMade,
      'Whoever has this link uses /album of notes, for 2 d:',
    ],
    ['links add notes', 'POST /api/instances/notes/links', { label: 'shared link' }, linkMade, 'Whoever has this link uses /album of notes, for 2 d:'],
  ]
  for (const [words, what, body, answer, sentence] of made) {
    it(`berth ${words}: the link alone on standard output; a sentence and a QR code beside it`, async () => {
      engine.answers.set(what, answer)
      const { code, out, err } = await berth(engine, words.split(' '))
      assert.deepEqual([code, out, err.split('\n')[0]], [0, `${answer.url}\n`, sentence])
      assert.match(err.slice(sentence.length), /^\n\n[█▀▄ \n]{200,}$/)
      assert.deepEqual([engine.asked.at(-1)?.what, engine.asked.at(-1)?.body], [what, body])
      const exact = await berth(engine, ['--json', ...words.split(' ')])
      assert.deepEqual([JSON.parse(exact.out), exact.err], [answer, ''])
    })
  }

  it('what cannot be undone is not done where nobody can be asked', async () => {
    for (const words of ['people remove Adam', 'groups remove teachers', 'devices revoke d1', 'outside remove school']) {
      const { code, err } = await berth(engine, words.split(' '))
      assert.equal(code, 2, words)
      assert.match(err, /--yes/)
    }
    assert.ok(engine.asked.every(({ what }) => what.startsWith('GET ')))
  })

  const unknown: readonly (readonly [words: readonly string[], err: string])[] = [
    [['people', 'link', 'Adm'], 'berth: There is no person called Adm.\n  fix: Did you mean Ada or Adam? `berth people` lists what there is.\n'],
    [['people', 'remove', 'Zoe', '--yes'], 'berth: There is no person called Zoe.\n  fix: `berth people` lists what there is.\n'],
    [['people', 'sessions', 'ben'], 'berth: There is no person called ben.\n  fix: Did you mean Ben Hur? `berth people` lists what there is.\n'],
    [['people', 'invite', '--group', 'teacher'], 'berth: There is no group called teacher.\n  fix: Did you mean teachers? `berth groups` lists what there is.\n'],
    [['devices', 'rename', 'tablet1', 'x'], 'berth: There is no device called tablet1.\n  fix: Did you mean Tablet 1? `berth devices` lists what there is.\n'],
  ]
  for (const [words, expected] of unknown) {
    it(`berth ${words.join(' ')}: nobody is called so, and the nearest names are told`, async () => {
      const { code, out, err } = await berth(engine, words)
      assert.deepEqual([code, out, err], [3, '', expected])
      assert.ok(engine.asked.every(({ what }) => what.startsWith('GET ')))
    })
  }

  it("somebody who calls himself as another's id is not taken for them", async () => {
    await using other = await StandIn.open()
    other.answers.set('GET /api/people', [...people, { ...people[2], id: 'p4', name: 'P1' }, { ...people[2], id: 'p5', name: 'p2' }])
    const { code, err } = await berth(other, ['people', 'remove', 'p2', '--yes'])
    assert.equal(code, 2)
    assert.equal(err, 'berth: p2 could be any of these: Ben Hur (p2), p2 (p5).\n  fix: Give another name or id of it; `berth people` lists them.\n')
    assert.ok(other.asked.every(({ what }) => what.startsWith('GET ')))
  })

  it('berth openmode set changes what was given and nothing else', async () => {
    engine.answers.set('PUT /api/open', { ...open, visitors: true, pairing: false })
    const { code, out } = await berth(engine, ['openmode', 'set', 'visitors=on', 'pairing=off'])
    assert.equal(code, 0)
    assert.match(out, /visitors +on .*\npairing +off .*\ndisks +off /)
    assert.deepEqual(engine.asked.at(-1)?.body, { visitors: true, pairing: false, disks: false })
    for (const wrong of ['visitors', 'visitors=yes', 'windows=on', 'toString=on']) assert.equal((await berth(engine, ['openmode', 'set', wrong])).code, 2, wrong)
  })

  it('berth me password --stdin: the old one and the new one, a line each; the new one alone where there is none', async () => {
    engine.answers.set('POST /api/me/password', ok)
    await berth(engine, ['me', 'password', '--stdin'], { input: 'old words here\nnew words here too\n' })
    assert.deepEqual(engine.asked.at(-1)?.body, { old: 'old words here', password: 'new words here too' })
    await berth(engine, ['me', 'password', '--stdin'], { input: 'new words here too\n' })
    assert.deepEqual(engine.asked.at(-1)?.body, { password: 'new words here too' })
  })

  it('wrong use sends nothing at all and ends with 2', async () => {
    const wrong = [
      'people invite Ben --role owner',
      'people invite Ben --days 0',
      'people change Ada',
      'people change Ada --role king',
      'people remove',
      'people frobnicate',
      'groups add',
      'devices pair --minutes soon',
      'links add notes --hours 0',
      'openmode set',
      'audit --limit 0',
    ]
    for (const words of wrong) assert.equal((await berth(engine, words.split(' '))).code, 2, words)
    assert.deepEqual(engine.asked, [])
  })
})
