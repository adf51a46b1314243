import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { until } from '../../src/kit/until.ts'
import type { JobView } from '../../src/model/job.ts'
import { Browser } from '../browser/harness.ts'
import { bringDebianImages } from '../debian/base.ts'
import { Berth } from './berth.ts'
import { addStore, seesOffer, update } from './storeapi.ts'
import { StoreShed } from './storeshed.ts'
import { WikiPages } from './wikipages.ts'

const ends: readonly JobView['state'][] = ['done', 'failed', 'cancelled']

describe('an update under bad stars', () => {
  before(async () => await bringDebianImages())

  it('mends an app that crashes', async () => {
    await using shed = await StoreShed.open({ wiki: '3', blog: '1' })
    await using berth = await Berth.open()
    await addStore(berth, 'shed', { kind: 'folder', folder: shed.folder })
    await berth.install('wiki', { store: 'shed' })
    await berth.becomes('wiki', 'stopped', 60)
    await berth.visit('wiki')
    await berth.becomes('wiki', 'failed')
    await shed.publish({ wiki: '2', blog: '1' })
    await seesOffer(berth, 'shed', 'wiki', '2')
    assert.equal((await update(berth, 'wiki')).state, 'done', 'the old version’s crashes are not held against the new')
    assert.match((await berth.visit('wiki', '/doku.php')).text, /The second edition/)
  })

  it('that is cut short by a dead engine ends whole: the old version or the new, with what was written, at once', async () => {
    await using shed = await StoreShed.open({ wiki: '1', blog: '1' })
    await using berth = await Berth.open()
    await using browser = await Browser.open()
    await addStore(berth, 'shed', { kind: 'folder', folder: shed.folder })
    await berth.install('wiki', { store: 'shed' })
    await berth.becomes('wiki', 'stopped', 60)
    const pages = new WikiPages(await browser.page('about:blank'), `http://wiki.localhost:${berth.port}`)
    await pages.write('Salt, rope, tar.')
    for (const { to, step, then } of [
      { to: '3', step: 'keep the data', then: '1' },
      { to: '3', step: 'prove', then: '1' },
      { to: '2', step: 'prove', then: '2' },
    ] as const) {
      await shed.publish({ wiki: to, blog: '1' })
      await seesOffer(berth, 'shed', 'wiki', to)
      const { job } = await berth.json<{ job: string }>('/api/instances/wiki/update', { method: 'POST', body: {} })
      const reached = async (): Promise<boolean> => (await berth.jobs()).some((each) => each.id === job && each.step === step)
      assert.ok(await until(async () => (await reached()) || undefined, { deadline: 30_000, first: 1, longest: 5 }), step)
      await berth.killEngine('SIGKILL')
      await berth.start()
      const rested = await until(async () => ((await berth.jobs()).every(({ state }) => ends.includes(state)) ? true : undefined), { deadline: 60_000 })
      assert.equal(rested, true)
      assert.equal((await berth.instance('wiki'))?.version, then)
      assert.equal((await berth.visit('wiki', '/doku.php')).status, 200, `after ${to} was cut short in "${step}"`)
      assert.match(await pages.read(), /Salt, rope, tar/)
    }
  })
})
