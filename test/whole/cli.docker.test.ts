import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { run, tryRun } from '../../src/kit/run.ts'
import type { RunResult } from '../../src/kit/run.ts'
import type { InstanceView, ShelfItem } from '../../src/model/instance.ts'
import type { JobView } from '../../src/model/job.ts'
import { Berth } from './berth.ts'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const home = fileURLToPath(new URL('../..', import.meta.url))

describe('the command line, against a real engine and real Docker', () => {
  it('from install to the shelf and back', async () => {
    await using berth = await Berth.open()
    assert.match((await cli(berth, 'apps')).out, /No app is here yet.*berth store/)
    assert.match((await cli(berth, 'store')).out, /hello +test +1\.0\.0 +The app hello/)
    const installed = await cli(berth, 'install', 'hello', '--access', 'public')
    assert.equal(installed.out.trim(), `http://hello.localhost:${berth.port}/`)
    assert.equal((await berth.visit('hello')).text, 'hello\n')
    const [app] = JSON.parse((await cli(berth, '--json', 'apps')).out) as InstanceView[]
    assert.equal(app?.state, 'running')
    assert.match((await cli(berth, 'status')).out, /gateway +up/)
    await berth.visit('hello', '/cgi-bin/add', { method: 'POST', body: 'x' })

    await cli(berth, 'stop', 'hello')
    await berth.becomes('hello', 'stopped')
    await cli(berth, 'start', 'hello')
    await berth.becomes('hello', 'running')
    await cli(berth, 'set', 'hello', '--mode', 'always', '--idle-for-pause', '30')
    assert.equal((await berth.instance('hello'))?.lifecycle.idle_for_pause, 30)

    await cli(berth, 'rm', 'hello', '--yes')
    await berth.becomes('hello', undefined)
    const [kept] = JSON.parse((await cli(berth, '--json', 'shelf')).out) as ShelfItem[]
    assert.equal(kept?.name, 'hello')
    await cli(berth, 'shelf', 'attach', kept.id)
    assert.match((await berth.visit('hello', '/cgi-bin/add')).text, /x/)
  })

  it('shows the logs of an app, follows its job, and says why a job failed', async () => {
    await using berth = await Berth.open()
    await cli(berth, 'install', 'broken')
    await berth.visit('broken')
    const { out } = await cli(berth, 'logs', 'broken', '--tail', '5')
    assert.match(out, /the database is missing/)
    const failing = await tryCli(berth, 'install', 'far')
    assert.equal(failing.code, 6)
    assert.match(failing.err, /nothing:1 could not be fetched[^]*fix:/)
    const jobs = JSON.parse((await cli(berth, '--json', 'jobs')).out) as JobView[]
    assert.deepEqual(jobs.map(({ state }) => state).sort(), ['done', 'failed'])
    assert.match((await cli(berth, 'jobs')).out, /Install far +failed/)
  })

  it('the owner: code, password, tokens, audit', async () => {
    await using berth = await Berth.open()
    assert.match((await cli(berth, 'claim')).out, /^[A-Z0-9]{4}(-[A-Z0-9]{4}){3}\n$/)
    assert.match((await tryCli(berth, 'owner', 'password', '--stdin')).err, /shorter than 12/)
    const body = { code: (await berth.json<{ code: string }>('/api/local/urls')).code, name: 'Ada', password: 'correct horse battery' }
    await berth.json('/api/claim', { method: 'POST', body })
    const secret = (await cli(berth, 'token', 'create', 'ci', '--days', '3')).out.trim()
    assert.match(secret, /^berth_/)
    assert.match((await cli(berth, 'token')).out, /ci/)
    assert.doesNotMatch((await cli(berth, 'token')).out, new RegExp(secret))
    assert.match((await cli(berth, 'audit')).out, /create token/)
  })

  it('exit codes and sentences: not found, wrong use, not up', async () => {
    await using berth = await Berth.open()
    const missing = await tryCli(berth, 'start', 'nothing')
    assert.deepEqual([missing.code, missing.err.split('\n')[0]], [3, 'berth: There is no app called nothing.'])
    assert.match(missing.err, /fix: /)
    const json = await tryCli(berth, '--json', 'start', 'nothing')
    assert.equal((JSON.parse(json.err) as { code: string }).code, 'not-found')
    const unknown = await tryCli(berth, 'instal')
    assert.equal(unknown.code, 2)
    assert.match(unknown.err, /Did you mean install/)
    assert.equal((await tryCli(berth, 'install')).code, 2)
    assert.equal((await tryCli(berth, '--help')).code, 0)
    await berth.killEngine('SIGKILL')
    const down = await tryCli(berth, 'apps')
    assert.equal(down.code, 4)
    assert.match(down.err, /berth up/)
    await berth.start()
  })

  it('completion is understood by bash and knows the commands', async () => {
    await using berth = await Berth.open()
    const { out } = await cli(berth, 'completion', 'bash')
    assert.match((await run(['bash', '-s'], { input: `${out}\nCOMP_WORDS=(berth ins); COMP_CWORD=1; _berth; echo "$COMPREPLY"\n` })).out, /^install\n$/)
    assert.match((await cli(berth, 'completion', 'fish')).out, /complete -c berth/)
  })
})

async function cli(berth: Berth, ...words: readonly string[]): Promise<RunResult> {
  const result = await tryCli(berth, ...words)
  assert.equal(result.code, 0, `berth ${words.join(' ')}: ${result.err}`)
  return result
}

async function tryCli(berth: Berth, ...words: readonly string[]): Promise<RunResult> {
  return await tryRun([process.execPath, '--disable-warning=ExperimentalWarning', main, ...words], { env: { BERTH_DATA: berth.data, BERTH_HOME: join(home) } })
}
