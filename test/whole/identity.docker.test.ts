import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createLocalJWKSet, exportSPKI, importJWK, jwtVerify, SignJWT, generateKeyPair } from 'jose'
import type { JSONWebKeySet, JWTPayload } from 'jose'
import { Berth } from './berth.ts'
import { claimed, installClub, password } from './club.ts'
import { Visitor } from './visitor.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

type VisitorOf = (headers: Record<string, string>, told: { publicKey: string; instance: string }) => Promise<JWTPayload>

describe('the signed word about a visitor, as an app in the container got it', () => {
  it('is verified by what docs/identity.md says, with the key of the template and with that of the app’s own address', async () => {
    await using berth = await Berth.open()
    await using page = await fromPage()
    await claimed(berth)
    await installClub(berth)
    const ada = new Visitor(berth)
    await ada.signIn('Ada', password)
    const identity = (await ada.open('club', '/cgi-bin/identity')).text
    const publicKey = (await ada.open('club', '/cgi-bin/key')).text
    const said = await page.visitorOf({ 'x-berth-identity': identity }, { publicKey, instance: 'club' })
    assert.partialDeepStrictEqual(said, { aud: 'club', sub: 'owner', kind: 'person', name: 'Ada', role: 'owner', groups: [] })
    assert.ok((said.exp ?? Infinity) - (said.iat ?? 0) <= 300, 'good for five minutes at most')

    const keys = JSON.parse((await ada.open('club', '/.berth/jwks.json')).text) as JSONWebKeySet
    const { protectedHeader } = await jwtVerify(identity, createLocalJWKSet(keys), { algorithms: ['ES256'], audience: 'club' })
    assert.equal(protectedHeader.alg, 'ES256')
    assert.ok(keys.keys.every((key) => !('d' in key)))
    const shown = await importJWK(keys.keys[0] ?? {}, 'ES256')
    assert.ok(!(shown instanceof Uint8Array))
    assert.equal((await exportSPKI(shown)).replaceAll(/\s/g, ''), publicKey.replaceAll(/\s/g, ''), 'it is the same key')

    for (const [what, headers, instance] of await forgeries(identity)) {
      await assert.rejects(page.visitorOf(headers, { publicKey, instance }), what)
    }
    const later = { algorithms: ['ES256'], audience: 'club', currentDate: new Date(Date.now() + 301_000) }
    await assert.rejects(jwtVerify(identity, createLocalJWKSet(keys), later), { code: 'ERR_JWT_EXPIRED' })
  })

  it('a visitor cannot bring one: what they send is taken away, also when it was a good one', async () => {
    await using berth = await Berth.open()
    await claimed(berth)
    await installClub(berth, { access: 'public', paths: { '/cgi-bin/key': 'private' } })
    const ada = new Visitor(berth)
    await ada.signIn('Ada', password)
    await ada.open('club', '/cgi-bin/key')
    const good = (await ada.open('club', '/cgi-bin/identity')).text
    assert.match(good, /^ey/, 'of somebody who is signed in to the app, it is said on open paths too')
    for (const name of ['X-Berth-Identity', 'x_berth_identity', 'X-BERTH-identity']) {
      assert.equal((await berth.visit('club', '/cgi-bin/identity', { headers: { [name]: good } })).text, '', name)
    }
  })
})

/** What a forger could try with a good one in hand. */
async function forgeries(good: string): Promise<readonly (readonly [string, Record<string, string>, string])[]> {
  const [head = '', body = '', signature = ''] = good.split('.')
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as JWTPayload
  const raised = encoded({ ...claims, sub: 'somebody', role: 'owner', exp: 4_102_444_800 })
  const { privateKey } = await generateKeyPair('ES256')
  const foreign = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256' }).sign(privateKey)
  const byText = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from('the public key'))
  return [
    ['nothing at all', {}, 'club'],
    ['for another app', { 'x-berth-identity': good }, 'hello'],
    ['alg none', { 'x-berth-identity': `${encoded({ alg: 'none' })}.${body}.` }, 'club'],
    ['alg none with a signature', { 'x-berth-identity': `${encoded({ alg: 'none' })}.${body}.${signature}` }, 'club'],
    ['other claims', { 'x-berth-identity': `${head}.${raised}.${signature}` }, 'club'],
    ['another key', { 'x-berth-identity': foreign }, 'club'],
    ['another kind of key', { 'x-berth-identity': byText }, 'club'],
  ]
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** The program in `docs/identity.md`, as an author would take it. */
async function fromPage(): Promise<{ readonly visitorOf: VisitorOf } & AsyncDisposable> {
  const text = await readFile(join(root, 'docs', 'identity.md'), 'utf8')
  const program = /^\*\*`visitor\.mjs`\*\*\n\n```js\n([^]*?)^```$/m.exec(text)?.[1] ?? ''
  const folder = await mkdtemp(join(tmpdir(), 'berth-identity-'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await writeFile(join(folder, 'visitor.mjs'), program)
  const { visitorOf } = (await import(pathToFileURL(join(folder, 'visitor.mjs')).href)) as { visitorOf: VisitorOf }
  return { visitorOf, [Symbol.asyncDispose]: async () => await rm(folder, { recursive: true, force: true }) }
}
