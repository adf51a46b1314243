import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { blog, GitHouse } from './git.testbed.ts'
import { readRequest } from './http.ts'

describe('git over HTTP', () => {
  it('pushes, tells its lines, clones, and fetches with protocol 2', async () => {
    await using house = await GitHouse.open()
    house.listener = { ...house.listener, after: async ({ who }, say) => (say(`welcome, ${who}`), await Promise.resolve()) }
    const work = await house.work('http')
    const { code, err } = await house.git(['push', house.http, 'main'], work)
    assert.equal(code, 0, err)
    assert.match(err, /remote: welcome, http/)
    await house.good(['clone', '--quiet', house.http, 'clone'], house.folder)
    assert.equal(await readFile(join(house.folder, 'clone', 'index.html'), 'utf8'), 'hello\n')
    assert.match((await house.git(['ls-remote', house.http], house.folder, { env: { GIT_TRACE_PACKET: '1' } })).err, /ls-remote< version 2/)
  })

  it('takes a body in pieces of unknown length', async () => {
    await using house = await GitHouse.open()
    const noise = Array.from({ length: 40_000 }, () => Math.random().toString(36)).join('\n')
    const work = await house.work('chunked', { 'noise.txt': noise })
    const { code, err } = await house.git(['-c', 'http.postBuffer=65536', 'push', house.http, 'main'], work, { env: { GIT_CURL_VERBOSE: '1' } })
    assert.equal(code, 0)
    assert.match(err, /Transfer-Encoding: chunked/i)
    assert.notEqual(await house.repositories.of(blog).tip('main'), null)
  })

  it('takes a body that is zipped', async () => {
    await using house = await GitHouse.open()
    const work = await house.work('zipped')
    await house.good(['push', house.http, 'main'], work)
    const tip = await house.good(['rev-parse', 'HEAD'], work)
    const question = `0032want ${tip}\n00000009done\n`
    const headers = { 'content-type': 'application/x-git-upload-pack-request', 'content-encoding': 'gzip' }
    const answer = await fetch(`${house.http}/git-upload-pack`, { method: 'POST', headers, body: gzipSync(question) })
    assert.equal(answer.headers.get('content-type'), 'application/x-git-upload-pack-result')
    assert.match(Buffer.from(await answer.arrayBuffer()).toString('latin1'), /^0008NAK\nPACK/)
    const broken = await fetch(`${house.http}/git-upload-pack`, { method: 'POST', headers, body: question })
      .then(async (reply) => await reply.text())
      .catch(() => 'cut off')
    assert.match(broken, /^(cut off)?$/)
  })

  it('refuses what git does not send, in words git shows', async () => {
    await using house = await GitHouse.open()
    const { code, err } = await house.git(['push', house.http.replace('blog', 'other'), 'main'], await house.work('wrong'))
    assert.notEqual(code, 0)
    assert.match(err, /remote: There is no such project here\./)
    assert.equal((await fetch(`${house.http}/git-receive-pack`, { method: 'POST', body: '0000' })).status, 415)
    assert.equal((await fetch(`${house.http}/objects/info/packs`)).status, 404)
    for (const [method, path] of [
      ['GET', 'git-receive-pack'],
      ['POST', 'info/refs?service=git-upload-pack'],
      ['GET', 'info/refs'],
      ['GET', 'info/refs?service=git-upload-archive'],
      ['GET', 'HEAD'],
      ['POST', 'git-receive-pack/..'],
    ] as const)
      assert.equal(readRequest({ method, path }), undefined, path)
  })

  it('whoever goes ends the git that answers', async () => {
    await using house = await GitHouse.open()
    const heard = Promise.withResolvers<void>()
    const gone = Promise.withResolvers<void>()
    house.listener = {
      ...house.listener,
      before: async (_, _say, signal) => {
        heard.resolve()
        signal.addEventListener('abort', () => gone.resolve(), { once: true })
        await gone.promise
        return true
      },
    }
    const work = await house.work('leaver')
    const [tip, { out: pack }] = [await house.good(['rev-parse', 'HEAD'], work), await house.git(['rev-parse', 'HEAD'], work)]
    assert.equal(pack.trim(), tip)
    const line = `${'0'.repeat(40)} ${tip} refs/heads/main\0report-status side-band-64k`
    const body = new PassThrough()
    const sent = request(`${house.http}/git-receive-pack`, { method: 'POST', headers: { 'content-type': 'application/x-git-receive-pack-request' } }).on('error', () => undefined)
    body.pipe(sent)
    body.write(`${(line.length + 4).toString(16).padStart(4, '0')}${line}0000`)
    const { spawn } = await import('node:child_process')
    const packing = spawn('git', ['pack-objects', '--all', '--stdout', '-q'], { cwd: work, stdio: ['pipe', 'pipe', 'ignore'] })
    packing.stdin.end()
    packing.stdout.pipe(body)
    await heard.promise
    sent.destroy()
    await gone.promise
    assert.deepEqual(await house.repositories.of(blog).branches(), [])
  })
})
