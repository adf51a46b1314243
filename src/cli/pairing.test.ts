import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { berth, home, main } from './child.testbed.ts'
import { devices, pairing } from './people.testbed.ts'
import { Problem } from '../model/problem.ts'
import { StandIn } from './standin.testbed.ts'

/** An engine where a code is good once it was asked for. */
async function openPairing(): Promise<StandIn> {
  const engine = await StandIn.open()
  engine.answers.set('POST /api/devices/code', () => {
    engine.answers.set('GET /api/devices/code', pairing)
    return pairing
  })
  engine.answers.set('DELETE /api/devices/code', { ok: true })
  return engine
}

describe('berth devices pair', () => {
  it('the code, who comes in, and the end of it', async () => {
    await using engine = await openPairing()
    const pairing = berth(engine, ['devices', 'pair', '--minutes', '5', '--many'])
    await looked(engine)
    engine.answers.set('GET /api/devices', [...devices, { ...devices[0], id: 'd2', name: 'Tablet 2' }])
    engine.answers.set('GET /api/devices/code', null)
    const { code, out, err } = await pairing
    assert.deepEqual([code, out], [0, '123456\n'])
    assert.deepEqual(engine.asked.find(({ what }) => what.startsWith('POST'))?.body, { many: true, minutes: 5 })
    assert.match(
      err,
      /^One device comes in with this code at http:\/\/berth\.localhost\/pair, or by scanning it, within 1 h:\n\n[█▀▄ \n]{200,}\nTablet 2 is in \(Chrome on Android\)\.\nThe code is good no longer\.\n$/,
    )
    assert.ok(!engine.asked.some(({ what }) => what.startsWith('DELETE')))
  })

  it('left with Ctrl-C: the code ends with it', async () => {
    await using engine = await openPairing()
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'devices', 'pair'], { env: { BERTH_DATA: engine.data, BERTH_HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] })
    const said = text(child.stderr)
    const [first] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    assert.equal(first, '123456')
    child.kill('SIGINT')
    const [code] = (await once(child, 'close')) as [number]
    assert.equal(code, 0)
    assert.match(await said, /The code is good no longer\.\n$/)
    assert.ok(engine.asked.some(({ what }) => what === 'DELETE /api/devices/code'))
  })

  it('with --json and with --no-wait it does not wait', async () => {
    await using engine = await openPairing()
    const exact = await berth(engine, ['--json', 'devices', 'pair'])
    assert.deepEqual([exact.code, JSON.parse(exact.out), exact.err], [0, pairing, ''])
    const quick = await berth(engine, ['devices', 'pair', '--no-wait'])
    assert.deepEqual([quick.code, quick.out], [0, '123456\n'])
    assert.ok(!engine.asked.some(({ what }) => what === 'GET /api/devices/code'))
  })

  it('an engine that says no while it is waited for ends the waiting with its words', async () => {
    await using engine = await openPairing()
    const pairing = berth(engine, ['devices', 'pair'])
    await looked(engine)
    engine.answers.set('GET /api/devices/code', new Problem('forbidden'))
    const { code, err } = await pairing
    assert.equal(code, 5)
    assert.match(err, /You may not do this/)
  })
})

/** Until the code was looked at once. */
async function looked(engine: StandIn): Promise<void> {
  await engine.wasAsked('GET /api/devices/code')
}
