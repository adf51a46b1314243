import { Scrubber } from '../../src/kit/scrubber.ts'
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Berth } from './berth.ts'

describe('two engines on one Docker', () => {
  it('have apps of the same name and never touch each other’s', async () => {
    await using one = await Berth.open()
    await using other = await Berth.open({ env: { BERTH_NETWORK_POOL: '10.215.0.0/16' } })
    for (const berth of [one, other]) {
      await berth.install('hello')
      await berth.becomes('hello', 'stopped')
      await berth.visit('hello', '/cgi-bin/add', { method: 'POST', body: berth === one ? 'of one' : 'of other' })
    }
    await one.json('/api/instances/hello', { method: 'DELETE' })
    await one.becomes('hello', undefined)
    assert.equal((await other.instance('hello'))?.state, 'running')
    assert.match((await other.visit('hello', '/cgi-bin/add')).text, /of other/)
    await one.killEngine('SIGKILL')
    await one.start()
    assert.equal((await other.instance('hello'))?.state, 'running')
    assert.match((await other.visit('hello', '/cgi-bin/add')).text, /of other/)
  })

  it('an engine refuses to start on the data of another that runs', async () => {
    await using berth = await Berth.open()
    const { openEngine } = await import('../../src/engine/engine.ts')
    const { readSettings } = await import('../../src/engine/settings.ts')
    const { silent } = await import('../../src/kit/log.ts')
    const places = { starter: '/nonexistent', console: '/nonexistent', gatewayMain: '/nonexistent', hookMain: '/nonexistent' }
    const second = openEngine({ data: berth.data, settings: await readSettings(berth.data, {}), log: silent, scrubber: new Scrubber(), version: '0', ...places, onShutDown: () => undefined })
    await assert.rejects(second, { code: 'already-up' })
    assert.equal((await berth.local('/api/health')).status, 200)
  })
})
