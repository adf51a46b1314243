import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { berth } from './child.testbed.ts'
import { guarded, open } from './people.testbed.ts'
import { instanceOf } from './sample.testbed.ts'
import { StandIn } from './standin.testbed.ts'

const { access: had, paths: rules } = guarded.policy

describe('berth access: who may use an app', () => {
  let engine: StandIn
  before(async () => {
    engine = await StandIn.open()
    engine.answers.set('GET /api/instances/notes', guarded)
    engine.answers.set('PATCH /api/instances/notes', instanceOf('notes', { policy: { access: 'public', paths: {} } }))
  })
  beforeEach(() => void (engine.asked.length = 0))
  after(async () => await engine[Symbol.asyncDispose]())

  const changes: readonly (readonly [words: string, policy: unknown])[] = [
    ['set public', { access: 'public', paths: rules }],
    ['set devices --path /kiosk', { access: had, paths: { ...rules, '/kiosk': 'devices' } }],
    ['set ada,group:Teachers,device:d1', { access: { people: ['p1'], groups: ['teachers'], devices: ['d1'] }, paths: rules }],
    ['set person:ADAM,person:p3 --path /share', { access: had, paths: { ...rules, '/share': { people: ['p3'], groups: [], devices: [] } } }],
    ['set private --path /%61dmin//x/..', { access: had, paths: { ...rules, '/admin/': 'private' } }],
    ['set private --path /schüler', { access: had, paths: { ...rules, '/schüler': 'private' } }],
    ['set private --path /sch%C3%BCler', { access: had, paths: { ...rules, '/schüler': 'private' } }],
    ['unset --path /share', { access: had, paths: { '/admin': rules['/admin'] } }],
  ]
  for (const [words, policy] of changes) {
    it(`berth access notes ${words}`, async () => {
      const { code, out, err } = await berth(engine, ['access', 'notes', ...words.split(' ')])
      assert.deepEqual([code, out, err], [0, 'PATH        FOR     WHO\neverything  public  everybody\n', ''])
      assert.deepEqual([engine.asked.at(-1)?.what, engine.asked.at(-1)?.body], ['PATCH /api/instances/notes', { policy }])
    })
  }

  const refused: readonly (readonly [words: string, code: number, sentence: RegExp])[] = [
    ['set', 2, /say who may/],
    ['set nobody-here', 3, /There is no person called nobody-here/],
    ['set toString', 3, /There is no person called toString/],
    ['set group:teacher', 3, /There is no group called teacher\.\n {2}fix: Did you mean teachers\?/],
    ['set device:tab', 3, /There is no device called tab\.\n {2}fix: Did you mean Tablet 1\?/],
    ['set members,ada', 2, /members stands alone/],
    ['set ,', 2, /say who/],
    ['set members --path admin', 2, /write it as a path/],
    ['set members --path /a%2fb', 2, /write it as a path/],
    ['set members --as ada', 2, /--as is for try/],
    ['unset', 2, /say which path/],
    ['unset --path /nothing', 3, /There is no rule of notes for a path called \/nothing/],
    ['show ada', 2, /show takes no name/],
    ['try', 2, /say who/],
    ['try --as group:teachers', 2, /a group visits nothing/],
    ['try --as device:d9', 3, /There is no device called d9/],
    ['frobnicate', 2, /Allowed choices are show, set, unset, try/],
  ]
  for (const [words, exit, sentence] of refused) {
    it(`berth access notes ${words}: refused, nothing is sent`, async () => {
      const { code, err } = await berth(engine, ['access', 'notes', ...words.split(' ')])
      assert.equal(code, exit)
      assert.match(err, sentence)
      assert.ok(engine.asked.every(({ what }) => what.startsWith('GET ')))
    })
  }

  const tries: readonly (readonly [as: string, path: string, decision: string, words: string])[] = [
    ['stranger', '/', 'sign-in', 'A stranger → is asked to sign in at / of notes.\n  decided by what the app says of everything else: it is for members'],
    ['stranger', '/share/x', 'allow', 'A stranger ✔ may use /share/x of notes.\n  decided by what is said of /share: it is for everybody'],
    ['ada', '/admin', 'allow', 'Ada (owner) ✔ may use /admin of notes.\n  decided by what is said of /admin: it is for Ben Hur, group teachers, device Tablet 1 (and the owner and admins)'],
    ['adam', '/', 'deny', 'Adam (guest) ✖ may not use / of notes.\n  decided by what the app says of everything else: it is for members'],
    [
      'p2',
      '/x/../admin/users?page=2',
      'allow',
      'Ben Hur (member) ✔ may use /admin/users of notes.\n  decided by what is said of /admin: it is for Ben Hur, group teachers, device Tablet 1 (and the owner and admins)',
    ],
    [
      'device:tablet 1',
      '/admin',
      'allow',
      'The device Tablet 1 ✔ may use /admin of notes.\n  decided by what is said of /admin: it is for Ben Hur, group teachers, device Tablet 1 (and the owner and admins)',
    ],
    [
      'stranger',
      '/share/..;/admin',
      'sign-in',
      'A stranger → is asked to sign in at /admin of notes.\n  decided by what is said of /admin: it is for Ben Hur, group teachers, device Tablet 1 (and the owner and admins)',
    ],
    ['adam', '/share;x/y', 'deny', 'Adam (guest) ✖ may not use /share;x/y of notes.\n  decided by what the app says of everything else: it is for members'],
  ]
  for (const [as, path, decision, words] of tries) {
    it(`berth access notes try --as ${as} --path ${path}`, async () => {
      const { code, out } = await berth(engine, ['access', 'notes', 'try', '--as', as, '--path', path])
      assert.deepEqual([code, out], [0, `${words}\n`])
      const exact = JSON.parse((await berth(engine, ['--json', 'access', 'notes', 'try', '--as', as, '--path', path])).out) as Record<string, unknown>
      assert.equal(exact['decision'], decision)
      assert.ok(engine.asked.every(({ what }) => what.startsWith('GET ')))
    })
  }

  it('open mode counts, and is told', async () => {
    await using other = await StandIn.open()
    other.answers.set('GET /api/instances/notes', instanceOf('notes', { policy: { access: 'devices', paths: {} } }))
    const closed = await berth(other, ['access', 'notes', 'try', '--as', 'stranger'])
    assert.match(closed.out, /^A stranger → is asked to sign in at \/ of notes\.\n.*everything else: it is for paired devices, and members\n$/)
    other.answers.set('GET /api/open', { ...open, visitors: true })
    const opened = await berth(other, ['access', 'notes', 'try', '--as', 'stranger'])
    assert.match(opened.out, /^A stranger ✔ may use \/ of notes\.\n.*\n {2}open mode is on: everybody on the network counts as a paired device\n$/)
  })
})
