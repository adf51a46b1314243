import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changesBetween } from './changes.ts'
import type { Side } from './changes.ts'

const side = (over: Partial<Side> = {}): Side => ({ version: '1', size: 'xs', services: [{ name: 'web', image: 'web:1' }], ports: [80], asks: [], ...over })

describe('what is different in another version', () => {
  const table: readonly [Partial<Side>, readonly string[]][] = [
    [{}, []],
    [{ version: '2' }, ['version: 1 → 2']],
    [{ services: [{ name: 'web', image: 'web:2' }] }, ['service web: web:1 → web:2']],
    [
      {
        services: [
          { name: 'web', image: 'web:1' },
          { name: 'db', image: 'db:1' },
        ],
      },
      ['service db: null → db:1'],
    ],
    [{ services: [] }, ['service web: web:1 → null']],
    [{ size: 'm' }, ['machine size: xs → m']],
    [{ ports: [80, 1883] }, ['port: null → 1883']],
    [{ asks: ["Docker's own socket"] }, ["permission: null → Docker's own socket"]],
  ]
  for (const [over, changes] of table) {
    it(changes.join() || 'nothing', () =>
      assert.deepEqual(
        changesBetween(side(), side(over)).map(({ what, from, to }) => `${what}: ${from} → ${to}`),
        changes,
      ),
    )
  }
})
