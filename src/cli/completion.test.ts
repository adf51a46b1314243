import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { run } from '../kit/run.ts'
import { berth, home, main } from './child.testbed.ts'
import { apps } from './sample.testbed.ts'
import { StandIn } from './standin.testbed.ts'

describe('completion in bash', () => {
  let engine: StandIn
  let script = ''
  before(async () => {
    engine = await StandIn.open()
    script = (await berth(engine, ['completion', 'bash'])).out
  })
  after(async () => await engine[Symbol.asyncDispose]())

  /** What bash itself offers, by its own completion of `berth <words>`. */
  async function offered(...words: readonly string[]): Promise<readonly string[]> {
    const lines = ['berth() { "$NODE" --disable-warning=ExperimentalWarning "$MAIN" "$@"; }', script, 'COMP_WORDS=(berth "$@"); COMP_CWORD=$#; _berth; printf "%s\\n" "${COMPREPLY[@]}"']
    const env = { BERTH_DATA: engine.data, BERTH_HOME: home, NODE: process.execPath, MAIN: main }
    const { out } = await run(['bash', '-s', '--', ...words], { input: lines.join('\n'), env })
    return out.trim().split('\n')
  }

  it('is a script that bash accepts, for berth and ./berth', async () => {
    await run(['bash', '-n'], { input: script })
    const { out } = await run(['bash', '-s'], { input: `${script}\ncomplete -p berth ./berth\n` })
    assert.equal(out, 'complete -o default -F _berth berth\ncomplete -o default -F _berth ./berth\n')
  })

  const cases: readonly (readonly [typed: string, offered: readonly string[]])[] = [
    ['ins', ['install']],
    ['st', ['status', 'store', 'start', 'stop', 'stores']],
    ['jobs c', ['cancel']],
    ['--json tok', ['token']],
    ['--json token rev', ['revoke']],
    ['set --mode o', ['on-request', 'off']],
    ['set notes --mode always --access p', ['public', 'private']],
    ['install --ac', ['--access']],
    ['completion ', ['bash', 'zsh', 'fish', '--help']],
    ['open n', ['notes']],
    ['install b', ['broken']],
    ['jobs retry j', ['job1', 'job2']],
    ['shelf attach n', ['notes-kept']],
    ['token revoke t', ['t1']],
    ['people l', ['list', 'link']],
    ['people link A', ['Ada', 'Adam']],
    ['people remove p', ['p2']],
    ['groups remove t', ['teachers']],
    ['devices revoke d', ['d1']],
    ['invitations revoke i', ['i1', 'i2']],
    ['outside remove s', ['school']],
    ['access n', ['notes']],
    ['access notes u', ['unset']],
    ['https set l', ['lan']],
    ['https set acme --dns r', ['rfc2136']],
    ['open b', ['broker']],
    ['deploy b', ['blog']],
    ['projects rm s', ['site']],
    ['keys rm 0', ['0123456789ab']],
    ['attach p', ['postgres']],
    ['env i', ['import']],
    ['preview approve shop-pr-9', ['shop-pr-9']],
    ['connect g', ['github', 'gitlab', 'gitea']],
    ['connections rm c0nnect1', ['c0nnect1']],
    ['repositories set a', ['acme/shop']],
    ['images policy w', ['wiki']],
    ['registry logout g', ['ghcr.io']],
    ['nam', ['']],
  ]
  for (const [typed, expected] of cases) it(`berth ${typed}…`, async () => assert.deepEqual(await offered(...typed.split(' ')), expected))

  it('a name that a shell would take for more than a word is not offered', async () => {
    engine.answers.set('GET /api/instances', [...apps, { ...apps[0], name: '$(touch /tmp/x)' }])
    assert.deepEqual((await berth(engine, ['names', 'apps'])).out.trim().split('\n'), ['notes', 'ledger', 'broker'])
  })

  it('says nothing when Berth is not up', async () => {
    assert.deepEqual(await berth({ data: '/nonexistent' }, ['names', 'apps']), { code: 0, out: '\n', err: '' })
  })
})

describe('completion in other shells', () => {
  for (const shell of ['zsh', 'fish']) {
    it(`${shell}: every command, its options and choices, and the names of apps`, async () => {
      const { out, code } = await berth({ data: '/nonexistent' }, ['completion', shell])
      assert.equal(code, 0)
      for (const word of ['install', 'create', '--json', '--idle-for-pause', 'on-request always off', 'names apps', 'names offers']) assert.ok(out.includes(word), word)
    })
  }
})
