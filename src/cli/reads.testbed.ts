import assert from 'node:assert/strict'
import { berth } from './child.testbed.ts'
import type { StandIn } from './standin.testbed.ts'

/** A command that only reads prints this: for a person word for word, and with --json the API's own body. */
export async function reads(engine: StandIn, words: readonly string[], json: unknown, human: string): Promise<void> {
  const plain = await berth(engine, words)
  assert.deepEqual([plain.code, plain.err], [0, ''])
  assert.equal(plain.out.trimEnd(), human)
  const exact = await berth(engine, ['--json', ...words])
  assert.deepEqual([exact.code, exact.err, JSON.parse(exact.out)], [0, '', json])
}
