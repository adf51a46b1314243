import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InstanceName } from '../../model/names.ts'
import { anonymous } from '../../model/visitor.ts'
import type { GatewayFrame } from '../protocol.ts'
import { Witness } from './witness.ts'

const instance = InstanceName.parse('wiki')

function witness(): { readonly told: GatewayFrame[]; readonly saw: (from: string, result?: string) => void; readonly pass: (milliseconds: number) => void } {
  const told: GatewayFrame[] = []
  let now = 0
  const made = new Witness({ steady: () => now, date: () => new Date(0) }, (frame) => told.push(frame))
  return { told, saw: (from, result = 'sign-in') => made.saw({ visitor: anonymous, instance, action: 'visit', from, result }), pass: (milliseconds) => void (now += milliseconds) }
}

test('the same is told once an hour, something else at once', () => {
  const { told, saw, pass } = witness()
  for (let time = 0; time < 5; time++) saw('10.0.0.1')
  saw('10.0.0.2')
  saw('10.0.0.1', 'no-access')
  assert.deepEqual(
    told.map((frame) => frame.type === 'seen' && [frame.who, frame.from, frame.result]),
    [
      ['anonymous', '10.0.0.1', 'sign-in'],
      ['anonymous', '10.0.0.2', 'sign-in'],
      ['anonymous', '10.0.0.1', 'no-access'],
    ],
  )
  pass(60 * 60_000)
  saw('10.0.0.1')
  assert.equal(told.length, 4)
})

test('a stranger with many addresses does not wash out the audit', () => {
  const { told, saw, pass } = witness()
  for (let address = 0; address < 10_000; address++) saw(`10.0.${address}`)
  assert.equal(told.length, 200)
  pass(60 * 60_000)
  saw('again')
  assert.equal(told.length, 201)
})
