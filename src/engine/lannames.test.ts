import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { describe, it } from 'node:test'
import { silent } from '../kit/log.ts'
import { openLanNames } from './lannames.ts'

/** Nobody else's, on any network this is run in. */
const wanted = `t${randomInt(1e9)}`

describe('the names of this machine on the LAN', () => {
  it('are none where the setting says so', async () => {
    await using names = await openLanNames({ meta: { get: async () => undefined, set: async () => undefined }, engine: 'aaaaaaaa', setting: 'off', log: silent, onLabel: () => undefined })
    names.serve(['wiki'])
    assert.equal(names.label(), null)
  })

  for (const [name, kept, expected] of [
    ['as the setting says', undefined, wanted],
    ['as it had to be called before, while the setting is the same', `${wanted} ${wanted}7`, `${wanted}7`],
    ['as the setting says, when that is another', 'other other2', wanted],
  ] as const) {
    it(name, async () => {
      const rows = new Map<string, string>(kept === undefined ? [] : [['lan-label', kept]])
      const { promise, resolve } = Promise.withResolvers<undefined>()
      const meta = { get: async (key: string) => rows.get(key), set: async (key: string, value: string) => void rows.set(key, value) }
      await using names = await openLanNames({ meta, engine: 'aaaaaaaa', setting: wanted, log: silent, onLabel: () => resolve(undefined) })
      await promise
      assert.equal(names.label(), expected)
      assert.equal(rows.get('lan-label'), `${wanted} ${expected}`)
    })
  }
})
