import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { HeaderPart } from '../model/plan.ts'
import { render } from './render.ts'
import { service } from './render.testbed.ts'
import { sampleMeta, samplePlace } from './samples.ts'

describe('headers for the app', () => {
  const table: readonly [string, readonly HeaderPart[]][] = [
    ['{{ auth.client_type }}', [{ visitor: 'type' }]],
    ['{{ portal.id[:6] }}@example.com', ['abcdef@example.com']],
    ['admin', ['admin']],
    ['{{ client_id }}', []],
    ['{{ nothing.at.all }}x', ['x']],
    ['{{ auth.client_name }} ({{ auth.client_id }})', [{ visitor: 'name' }, ' (', { visitor: 'id' }, ')']],
  ]
  for (const [template, parts] of table) {
    it(template, () => {
      const meta = sampleMeta({ paths: { '': { access: 'public', headers: { 'X-Ptl-A': template } }, '/x': { access: 'peer' } } })
      const { headers } = render({ meta, text: service({}) }, samplePlace()).plan
      assert.deepEqual(headers, [
        { prefix: '', set: { 'X-Ptl-A': parts } },
        { prefix: '/x', set: {} },
      ])
    })
  }
})
