import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Alias } from '../gateway/protocol.ts'
import { sampleSpec } from '../localdb/sample.ts'
import type { Spec } from '../model/instance.ts'
import { JobId } from '../model/names.ts'
import { aliasesOf } from './routes.ts'

const spec = { ...sampleSpec('shop-pr-7'), version: '2', aliases: ['1', '2', '3'].map((version) => ({ label: `shop-${version}`, version })) }
const cause = { code: 'unhealthy', message: 'It ended.', fix: 'Look.', at: '2026-11-21T06:00:00.000Z' }
const job = JobId.parse('job1')

const said = ({ label, current, fate }: Alias): string => `${label} ${current ? 'here' : (fate ?? 'replaced')}`

describe('what the label of a version stands for', () => {
  const table: readonly (readonly [string, Partial<Spec>, string])[] = [
    ['one is here, the others are not', {}, 'shop-1 replaced, shop-2 here, shop-3 replaced'],
    ['one is offered', { offered: '3' }, 'shop-1 replaced, shop-2 here, shop-3 coming'],
    ['one is being switched to', { update: { job, version: '3' } }, 'shop-1 replaced, shop-2 here, shop-3 coming'],
    ['one is tried beside it', { next: { job, version: '3', plan: spec.plan ?? assert.fail() } }, 'shop-1 replaced, shop-2 here, shop-3 coming'],
    ['one was put back, and is still on offer', { offered: '3', refused: { version: '3', cause } }, 'shop-1 replaced, shop-2 here, shop-3 refused'],
    ['one was put back, and is tried again', { offered: '3', update: { job, version: '3' }, refused: { version: '3', cause } }, 'shop-1 replaced, shop-2 here, shop-3 coming'],
    ['a commit that was here before is here again', { version: '3', aliases: [...spec.aliases, { label: 'shop-1', version: '3' }] }, 'shop-1 here, shop-2 replaced, shop-3 here'],
    ['nothing was ever here', { version: null, plan: null }, 'shop-1 replaced, shop-2 replaced, shop-3 replaced'],
    ['there are none', { aliases: [] }, ''],
  ]
  for (const [says, more, wanted] of table)
    it(says, () =>
      assert.equal(
        aliasesOf({ ...spec, ...more })
          .map(said)
          .join(', '),
        wanted,
      ),
    )
})
