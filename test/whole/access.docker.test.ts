import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { WebSocket } from 'ws'
import { until } from '../../src/kit/until.ts'
import { Berth } from './berth.ts'
import type { Answer } from './berth.ts'

const password = 'correct horse battery'
const page = { accept: 'text/html', 'sec-fetch-mode': 'navigate' }

describe('who may come in, through the real gateway', () => {
  it('before the claim nothing answers but the claim itself; afterwards nobody can claim again', async () => {
    await using berth = await Berth.open()
    for (const [method, path] of [
      ['GET', '/api/instances'],
      ['POST', '/api/session'],
      ['GET', '/api/jobs'],
      ['GET', '/api/openapi.json'],
      ['POST', '/api/instances'],
      ['GET', '/go?instance=hello&to=x'],
    ] as const) {
      const answer = await berth.visit('berth', path, { method, ...(method === 'POST' ? { body: {} } : {}) })
      assert.equal(answer.status, 503, `${method} ${path}`)
    }
    assert.equal((await claim(berth, 'AAAA-AAAA-AAAA-AAAA')).status, 403)
    assert.equal((await claim(berth, await code(berth), 'short')).status, 400)
    const claimed = await claim(berth, await code(berth))
    assert.equal(claimed.status, 200)
    assert.match(String(claimed.headers['set-cookie']), /HttpOnly.*SameSite/i)
    assert.equal((await claim(berth, 'AAAA-AAAA-AAAA-AAAA')).status, 404)
    assert.equal((await berth.visit('berth', '/api/register', { method: 'POST', body: {} })).status, 404)
  })

  it('wrong codes are braked, and a new code is had only on the machine', async () => {
    await using berth = await Berth.open()
    const right = await code(berth)
    for (let i = 0; i < 5; i++) assert.equal((await claim(berth, 'BBBB-BBBB-BBBB-BBBB')).status, 403)
    const braked = await claim(berth, right)
    assert.equal(braked.status, 429)
    const wait = Number(braked.headers['retry-after'])
    assert.ok(wait > 0 && wait <= 5, braked.text)
    const outside = await berth.visit('berth', '/api/local/claim-code', { method: 'POST', body: {} })
    assert.equal(outside.status, 404)
    const { code: fresh } = await berth.json<{ code: string }>('/api/local/claim-code', { method: 'POST', body: {} })
    assert.notEqual(fresh, right)
    const claimed = await until(async () => ((await claim(berth, fresh)).status === 200 ? true : undefined), { deadline: 20_000, longest: 1000 })
    assert.equal(claimed, true)
  })

  it('a session, a token by its scope and the local socket each open the API', async () => {
    await using berth = await Berth.open()
    const cookie = cookieOf(await claim(berth, await code(berth)))
    assert.equal((await berth.visit('berth', '/api/instances', { headers: { cookie } })).status, 200)
    const made = await berth.visit('berth', '/api/tokens', { method: 'POST', body: { label: 'ci' }, headers: { cookie, origin: origin(berth) } })
    assert.equal(made.status, 201)
    const { secret, id } = JSON.parse(made.text) as { secret: string; id: string }
    const bearer = { headers: { authorization: `Bearer ${secret}` } }
    assert.equal((await berth.visit('berth', '/api/instances', bearer)).status, 200)
    const looking = await berth.json<{ secret: string }>('/api/tokens', { method: 'POST', body: { label: 'looks', scope: 'read' } })
    const authorization = `Bearer ${looking.secret}`
    assert.equal((await berth.visit('berth', '/api/instances', { headers: { authorization } })).status, 200)
    for (const [method, path] of [
      ['POST', '/api/instances'],
      ['POST', '/api/tokens'],
      ['GET', '/api/audit'],
    ] as const) {
      assert.equal((await berth.visit('berth', path, { method, headers: { authorization }, ...(method === 'POST' ? { body: { label: 'x', door: 'store', app: 'hello' } } : {}) })).status, 403, path)
    }
    await berth.json(`/api/tokens/${id}`, { method: 'DELETE' })
    assert.equal((await berth.visit('berth', '/api/instances', bearer)).status, 401)
  })

  it('another site can neither change anything nor listen with the owner’s cookie', async () => {
    await using berth = await Berth.open()
    const cookie = cookieOf(await claim(berth, await code(berth)))
    const foreign = { cookie, origin: `http://hello.localhost:${berth.port}` }
    const answer = await berth.visit('berth', '/api/tokens', { method: 'POST', body: { label: 'x' }, headers: foreign })
    assert.equal(answer.status, 403)
    assert.equal(await opens(berth, foreign), false)
    assert.equal(await opens(berth, { cookie, origin: origin(berth) }), true)
    assert.equal(await opens(berth, { origin: origin(berth) }), false)
  })

  it('a private app: a stranger wakes nothing; the owner is led through the sign-in to the app, and out again when revoked', async () => {
    await using berth = await Berth.open({ pause: 600 })
    const cookie = cookieOf(await claim(berth, await code(berth)))
    await berth.install('secretive')
    await berth.becomes('secretive', 'stopped')

    assert.equal((await berth.visit('secretive')).status, 401)
    const sent = await berth.visit('secretive', '/deep?x=1', { headers: page })
    assert.equal(sent.status, 302)
    assert.equal((await berth.instance('secretive'))?.state, 'stopped', 'nobody who may not enter wakes it')

    const go = new URL(sent.headers.location ?? '', `http://berth.localhost:${berth.port}`)
    assert.match((await berth.visit('berth', go.pathname + go.search, { headers: page })).headers.location ?? '', /^\/signin\?next=/)
    const ticket = await berth.visit('berth', go.pathname + go.search, { headers: { ...page, cookie } })
    const enter = new URL(ticket.headers.location ?? '')
    assert.equal(enter.hostname, 'secretive.localhost')
    const entered = await berth.visit('secretive', enter.pathname + enter.search, { headers: page })
    assert.equal(entered.headers.location, '/deep?x=1')
    const inside = { headers: { cookie: cookieOf(entered) } }
    assert.equal((await berth.visit('secretive', '/', inside)).text, 'hello\n')
    assert.equal(cookieOf(await berth.visit('secretive', enter.pathname + enter.search, { headers: page })), '', 'a ticket is good once')

    const seen = (
      await berth.visit('secretive', '/cgi-bin/headers', { headers: { cookie: `${cookieOf(entered)}; mine=1`, 'x-forwarded-for': '6.6.6.6', 'remote-user': 'admin', 'x-ptl-client-type': 'terminal' } })
    ).text
    assert.doesNotMatch(seen, /berth-|6\.6\.6\.6|USER=admin|PTL/i)
    assert.match(seen, /^HTTP_REMOTE_USER=owner$/m)
    assert.match(seen, /mine=1/)

    await berth.visit('berth', '/api/session', { method: 'DELETE', headers: { cookie, origin: origin(berth) } })
    const out = await until(async () => ((await berth.visit('secretive', '/', inside)).status === 401 ? true : undefined), { deadline: 5000 })
    assert.equal(out, true)
  })

  it('a redirect never leads to another place than the app that was asked for', async () => {
    await using berth = await Berth.open()
    const cookie = cookieOf(await claim(berth, await code(berth)))
    await berth.install('secretive')
    await berth.becomes('secretive', 'stopped')
    for (const to of ['http://evil.example/', 'http://hello.localhost/', 'javascript:alert(1)', `http://127.0.0.1:${berth.port}/`, '//evil.example']) {
      const answer = await berth.visit('berth', `/go?instance=secretive&to=${encodeURIComponent(to)}`, { headers: { cookie } })
      assert.equal(answer.status, 400, to)
    }
  })
})

async function code(berth: Berth): Promise<string> {
  return (await berth.json<{ code: string }>('/api/local/urls')).code
}

async function claim(berth: Berth, code: string, secret: string = password): Promise<Answer> {
  return await berth.visit('berth', '/api/claim', { method: 'POST', body: { code, name: 'Ada', password: secret }, headers: { origin: origin(berth) } })
}

function origin(berth: Berth): string {
  return `http://berth.localhost:${berth.port}`
}

function cookieOf({ headers }: Answer): string {
  return (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ')
}

async function opens(berth: Berth, headers: Record<string, string>): Promise<boolean> {
  const socket = new WebSocket(`ws://127.0.0.1:${berth.port}/api/feed`, { headers: { ...headers, host: `berth.localhost:${berth.port}` } })
  return await new Promise((resolve) => {
    socket.on('message', () => {
      socket.close()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
