import assert from 'node:assert/strict'
import { describe as suite, it } from 'node:test'
import { digestOf as sha256, freePort, here, member, TestRegistry } from '../../../docker/registry.testbed.ts'
import type { RegistryLogin } from '../../../docker/docker.ts'
import { Problem } from '../../../model/problem.ts'
import { parseReference } from '../reference.ts'
import { readChallenge } from './challenge.ts'
import { Front } from './front.testbed.ts'
import { describe, digestOf, greet, tagsOf } from './registry.ts'
import { baseOf, RegistrySession } from './session.ts'

const { signal } = new AbortController()
const foreign = { os: 'linux', architecture: 's390x' }

function at(address: string, login?: RegistryLogin, within?: number): RegistrySession {
  return new RegistrySession({ host: address, login, within })
}

suite('a registry', () => {
  it('tells what a tag stands for and what the image says of itself, before anything is fetched', async () => {
    await using registry = await TestRegistry.open()
    const digest = await registry.hold('team/app:1', { files: { a: 'x' }, config: { ExposedPorts: { '3000/tcp': {} }, Env: ['A=1'] } })
    const reference = parseReference(registry.name('team/app:1'))
    assert.equal(await digestOf(at(registry.address), reference, signal), digest)
    const described = await describe(at(registry.address), reference, here.architecture, signal)
    assert.deepEqual([described.digest, described.config.config?.Env, Object.keys(described.config.config?.ExposedPorts ?? {})], [digest, ['A=1'], ['3000/tcp']])
    assert.ok(described.bytes > 0)
    const again = await registry.hold('team/app:1', { files: { a: 'y' } })
    assert.notEqual(again, digest)
    assert.equal(await digestOf(at(registry.address), reference, signal), again)
    assert.equal((await describe(at(registry.address), { ...reference, digest }, here.architecture, signal)).digest, digest, 'the older one is there by its digest')
  })

  it('of several platforms this machine’s is read, and the digest is that of them all', async () => {
    await using registry = await TestRegistry.open()
    const digest = await registry.holdMany('many:1', [
      { platform: foreign, config: { Env: ['IS=foreign'] } },
      { platform: here, config: { Env: ['IS=ours'] } },
    ])
    const described = await describe(at(registry.address), parseReference(registry.name('many:1')), here.architecture, signal)
    assert.deepEqual([described.digest, described.config.config?.Env], [digest, ['IS=ours']])
  })

  it('what is made for other machines only is told with what it has', async () => {
    await using registry = await TestRegistry.open()
    await registry.hold('other:1', { platform: foreign })
    await registry.holdMany('others:1', [{ platform: foreign }, { platform: { os: 'windows', architecture: here.architecture } }])
    for (const [name, has] of [
      ['other:1', /linux\/s390x/],
      ['others:1', /linux\/s390x, windows/],
    ] as const) {
      await assert.rejects(
        describe(at(registry.address), parseReference(registry.name(name)), here.architecture, signal),
        (error: unknown) => error instanceof Problem && error.code === 'wrong-platform' && has.test(error.message),
      )
    }
  })

  it('what is not there is told by its name', async () => {
    await using registry = await TestRegistry.open()
    await registry.hold('app:1')
    for (const name of ['app:2', 'none:1', `app@sha256:${'0'.repeat(64)}`]) {
      await assert.rejects(digestOf(at(registry.address), parseReference(registry.name(name)), signal), { code: 'image-unavailable' })
    }
  })

  it('all tags are read, page by page', async () => {
    await using registry = await TestRegistry.open()
    for (const tag of ['1', '2', '3']) await registry.hold(`app:${tag}`)
    await using front = await Front.open((request, response, own) => {
      const page = Number(new URL(request.url ?? '', `http://${own}`).searchParams.get('last') ?? '0') + 1
      const next = page < 3 ? `</v2/app/tags/list?n=1&last=${page}>; rel="next"` : '<https://elsewhere.example/v2/app/tags/list>; rel="next"'
      response.writeHead(200, { link: next }).end(JSON.stringify({ name: 'app', tags: [String(page)] }))
    })
    assert.deepEqual(await tagsOf(at(front.address), parseReference(`${front.address}/app`), signal), ['1', '2', '3'])
    assert.deepEqual((await tagsOf(at(registry.address), parseReference(registry.name('app')), signal)).toSorted(), ['1', '2', '3'])
    assert.deepEqual(await tagsOf(at(registry.address), parseReference(registry.name('none')), signal), [])
  })
})

suite('a registry that has very much', () => {
  it('is not read to its end, and what cannot be a tag is none', async () => {
    let page = 0
    await using endless = await Front.open((_, response) => {
      page++
      const tags = ['1.2', '', '-x', 'a/../b', 'x'.repeat(200), ...Array.from({ length: 40_000 }, (__, nth) => `${page}.${nth}`)]
      response.writeHead(200, { link: `</v2/app/tags/list?last=${page}>; rel="next"` }).end(JSON.stringify({ tags }))
    })
    const tags = await tagsOf(at(endless.address), parseReference(`${endless.address}/app`), signal)
    assert.deepEqual([tags.length, tags[0], tags[1], page], [50_000, '1.2', '1.0', 2])
  })

  it('sizes that are none are no image', async () => {
    const config = { digest: `sha256:${'0'.repeat(64)}`, size: 1 }
    await using odd = await Front.open((_, response) => void response.writeHead(200).end(JSON.stringify({ config, layers: [{ size: 0.5 }] })))
    await assert.rejects(describe(at(odd.address), parseReference(`${odd.address}/app`), here.architecture, signal), /no longer reads/)
  })
})

suite('a registry that knows whom it lets in', () => {
  it('takes a password, and says no without one or with a wrong one', async () => {
    await using registry = await TestRegistry.open({ isPrivate: true })
    const digest = await registry.hold('app:1')
    const reference = parseReference(registry.name('app:1'))
    assert.equal(await digestOf(at(registry.address, member), reference, signal), digest)
    await greet(at(registry.address, member), signal)
    for (const login of [undefined, { ...member, password: 'wrong' }]) {
      await assert.rejects(digestOf(at(registry.address, login), reference, signal), { code: 'registry-denied' })
      await assert.rejects(greet(at(registry.address, login), signal), { code: 'registry-denied' })
    }
  })

  it('gives tokens, which are asked for once', async () => {
    await using registry = await TestRegistry.open()
    const digest = await registry.hold('app:1')
    await using front = await Front.tokens(registry.address, 'hush')
    const reference = parseReference(`${front.address}/app:1`)
    const session = at(front.address, { user: 'ada', password: 'hush' })
    assert.equal((await describe(session, reference, here.architecture, signal)).digest, digest)
    assert.equal(await digestOf(session, reference, signal), digest)
    assert.deepEqual(
      front.asked.filter((line) => line.includes('/token')),
      ['GET /token?service=a+test&scope=repository%3Aapp%3Apull'],
    )
    await assert.rejects(digestOf(at(front.address), reference, signal), /wrong password/)
  })

  it('a password is sent nowhere in the clear', async () => {
    await using front = await Front.open((_, response) => void response.writeHead(401, { 'www-authenticate': 'Bearer realm="http://thief.example/token"' }).end())
    await assert.rejects(digestOf(at(front.address, member), parseReference(`${front.address}/app`), signal), /not safe/)
    assert.deepEqual(['ghcr.io', 'docker.io', 'localhost:5000', '127.0.0.1:1', '[::1]', '10.0.0.1:5000', 'localhost.example.org'].map(baseOf), [
      'https://ghcr.io',
      'https://registry-1.docker.io',
      'http://localhost:5000',
      'http://127.0.0.1:1',
      'http://[::1]',
      'https://10.0.0.1:5000',
      'https://localhost.example.org',
    ])
  })

  it('how it wants to be asked is read from its answer', () => {
    const bearer = { scheme: 'bearer', realm: 'https://a/t', service: 's', scope: 'repository:a/b:pull,push' }
    assert.deepEqual(readChallenge('Bearer realm="https://a/t",service="s",scope="repository:a/b:pull,push"'), bearer)
    assert.deepEqual(readChallenge('Basic realm="x y", Bearer realm="https://a/t", service=s , scope="repository:a/b:pull,push"'), bearer)
    assert.deepEqual(readChallenge('basic realm=x'), { scheme: 'basic', realm: 'x', service: null, scope: null })
    assert.deepEqual(['Negotiate', '', null].map(readChallenge), [null, null, null])
  })
})

suite('a registry that is not well', () => {
  it('one that hangs, before or within its answer, is given up with a sentence', async () => {
    await using silent = await Front.open(() => undefined)
    await using slow = await Front.open((_, response) => void response.writeHead(200, { 'content-length': '100' }).write('{'))
    for (const { address } of [silent, slow])
      await assert.rejects(describe(at(address, undefined, 200), parseReference(`${address}/app`), here.architecture, signal), /does not answer: nothing came within 1 seconds/)
  })

  it('one that is not there, that is full, or that talks for ever, is told as such', async () => {
    await using full = await Front.open((_, response) => void response.writeHead(503).end())
    await using busy = await Front.open((_, response) => void response.writeHead(429).end())
    await using endless = await Front.open((_, response) => void response.writeHead(200).end(Buffer.alloc(5_000_000)))
    const nobody = `127.0.0.1:${await freePort()}`
    for (const [address, reason] of [
      [nobody, /nobody listens there/],
      [full.address, /it answers 503/],
      [busy.address, /asked too often/],
      [endless.address, /larger than 4 MB/],
    ] as const) {
      await assert.rejects(
        describe(at(address), parseReference(`${address}/app`), here.architecture, signal),
        (error: unknown) => error instanceof Problem && error.code === 'registry-down' && reason.test(error.message),
      )
    }
  })

  it('what it gives is not believed where it is not what the digest says, or not an image', async () => {
    const body = Buffer.from('{"schemaVersion":1}')
    await using liar = await Front.open((_, response) => void response.writeHead(200).end(body))
    const wrong = parseReference(`${liar.address}/app@sha256:${'0'.repeat(64)}`)
    await assert.rejects(describe(at(liar.address), wrong, here.architecture, signal), /not what the digest says/)
    await assert.rejects(describe(at(liar.address), { ...wrong, digest: sha256(body) }, here.architecture, signal), /no longer reads/)
  })

  it('who does not want to wait any more is not kept waiting', async () => {
    await using silent = await Front.open(() => undefined)
    await assert.rejects(digestOf(at(silent.address), parseReference(`${silent.address}/app`), AbortSignal.abort(new Error('enough'))), /enough/)
  })
})
