import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { TryLater } from '../../../../jobs/handler.ts'
import { Problem } from '../../../../model/problem.ts'
import { openRecording } from './recording.testbed.ts'
import type { RecordedAnswer } from './recording.testbed.ts'
import { scopeOf } from './refusal.ts'
import { Rest } from './rest.ts'

const Thing = z.object({ id: z.number() })
const secret = 'a-token-nobody-may-read'

async function asked(answer: RecordedAnswer, patience = 5000): Promise<unknown> {
  await using api = await openRecording(() => ({ 'GET /thing': answer }))
  const rest = new Rest({ provider: 'Some', base: api.url, headers: { authorization: secret }, signal: new AbortController().signal, patience })
  return await rest.get('/thing', Thing).catch((error: unknown) => error)
}

describe('an API over plain fetch', () => {
  it('answers, and null where there is nothing', async () => {
    assert.deepEqual(await asked({ body: { id: 1, more: 2 } }), { id: 1 })
    assert.equal(await asked({ status: 404 }), null)
  })

  for (const [what, answer] of [
    ['500', { status: 500, body: { message: 'oops' } }],
    ['503 in words of a proxy', { status: 503, body: '<html>', headers: { 'content-type': 'text/html' } }],
    ['a page to sign in', { body: '<html>sign in', headers: { 'content-type': 'text/html' } }],
    ['other JSON', { body: { id: 'x' } }],
    ['a way to another host', { status: 302, headers: { location: 'http://127.0.0.2:1/thing' } }],
    ['a way round', { status: 302, headers: { location: '/thing' } }],
  ] as const) {
    it(`is down where it answers ${what}`, async () => {
      const error = await asked(answer)
      assert.ok(error instanceof Problem && error.code === 'provider-down', String(error))
      assert.ok(!JSON.stringify([error.message, error.values]).includes(secret))
    })
  }

  for (const [status, scope] of [
    [401, 'connection'],
    [403, 'request'],
    [422, 'request'],
  ] as const) {
    it(`is denied where it answers ${status}, with what the provider says of it`, async () => {
      const error = await asked({ status, body: { message: 'because of this' } })
      assert.equal(scopeOf(error), scope)
      assert.ok(error instanceof Problem && error.message.includes(`because of this (${status})`))
    })
  }

  const date = 'Thu, 01 Jan 2026 00:00:00 GMT'
  const second = Date.parse(date) / 1000
  for (const [what, answer, milliseconds] of [
    ['429', { status: 429 }, 60_000],
    ['429 with seconds', { status: 429, headers: { 'retry-after': '12' } }, 12_000],
    ['429 with a date', { status: 429, headers: { date, 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' } }, 30_000],
    ['403 with nothing left, by its own clock', { status: 403, headers: { date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(second + 90) } }, 90_000],
    ['403 as GitLab has it', { status: 403, headers: { date, 'ratelimit-remaining': '0', 'ratelimit-reset': String(second + 5) } }, 5000],
    [
      '403 for a burst, with much left of the other limit',
      { status: 403, body: { message: 'You have exceeded a secondary rate limit.' }, headers: { date, 'x-ratelimit-remaining': '4711', 'x-ratelimit-reset': String(second + 3000) } },
      60_000,
    ],
    ['a time that is over', { status: 429, headers: { date, 'x-ratelimit-reset': String(second - 90) } }, 1000],
  ] as const) {
    it(`says when to come again: ${what}`, async () => {
      const error = await asked(answer)
      assert.ok(error instanceof TryLater)
      assert.equal(error.milliseconds, milliseconds)
    })
  }

  it('takes what proves who asks along to the new address of the same host, and a body', async () => {
    await using api = await openRecording(() => ({
      'POST /old': { status: 301, headers: { location: '/new' } },
      'POST /new': ({ body, headers }) => ({ body: { id: body === '{"a":1}' && headers.authorization === secret ? 1 : 0 } }),
    }))
    const rest = new Rest({ provider: 'Some', base: api.url, headers: { authorization: secret }, signal: new AbortController().signal })
    assert.deepEqual(await rest.send('/old', { method: 'POST', body: { a: 1 } }, Thing), { id: 1 })
  })
})
