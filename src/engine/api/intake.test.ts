import assert from 'node:assert/strict'
import { PassThrough, Readable } from 'node:stream'
import { test } from 'node:test'
import { Problem } from '../../model/problem.ts'
import { Intake } from './intake.ts'

const limits = { small: 10, places: 2, within: 60_000 }
const code = (wanted: string) => (error: unknown) => error instanceof Problem && error.code === wanted
const body = (...parts: readonly string[]): Readable => Readable.from(parts.map((part) => Buffer.from(part)))

test('a body is given whole, and an empty one too', async () => {
  const intake = new Intake(limits)
  assert.equal(await intake.take(body('one ', 'two'), 1, async (bytes) => bytes.toString()), 'one two')
  assert.equal(await intake.take(body(), 1, async (bytes) => bytes.length), 0)
})

test('only so many large ones at once; small ones always; a place is free again when the work is done or fell', async () => {
  const intake = new Intake(limits)
  const large = 'x'.repeat(11)
  const working = Promise.withResolvers<void>()
  const both = [1, 2].map(async () => await intake.take(body(large), 1, async () => await working.promise))
  await assert.rejects(
    intake.take(body('x'.repeat(6), 'x'.repeat(6)), 1, async () => undefined),
    code('busy-webhooks'),
  )
  assert.equal(await intake.take(body('x'.repeat(10)), 1, async (bytes) => bytes.length), 10)
  working.resolve()
  await Promise.all(both)
  for (let at = 0; at < 5; at++)
    await assert.rejects(
      intake.take(body(large), 1, async () => await Promise.reject(new Problem('bad-signature'))),
      code('bad-signature'),
    )
  assert.equal(await intake.take(body(large), 1, async () => 'done'), 'done')
})

test('one that is too long, breaks off or never ends is refused, and its place is free', async () => {
  const intake = new Intake({ ...limits, places: 1, within: 20 })
  await assert.rejects(
    intake.take(body('x'.repeat(1_000_001)), 1, async () => undefined),
    code('large-webhook'),
  )
  const broken = new PassThrough()
  broken.write('x'.repeat(20))
  const taken = assert.rejects(
    intake.take(broken, 1, async () => undefined),
    code('bad-webhook'),
  )
  broken.destroy(new Error('reset'))
  await taken
  await assert.rejects(
    intake.take(new PassThrough(), 1, async () => undefined),
    code('bad-webhook'),
  )
  assert.equal(await intake.take(body('x'.repeat(11)), 1, async () => 'done'), 'done')
})
