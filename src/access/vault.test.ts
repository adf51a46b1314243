import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Scrubber } from '../kit/scrubber.ts'
import { Problem } from '../model/problem.ts'
import { House } from './house.testbed.ts'
import { Vault } from './vault.ts'

const broken = (error: unknown): boolean => error instanceof Problem && error.code === 'master-key'

test('what is put in comes out, after a restart too, and lies sealed on the disk', async () => {
  await using house = await House.open()
  await house.access.vault.put('dns', 'a token for the DNS')
  await house.reopen()
  assert.equal(await house.access.vault.get('dns'), 'a token for the DNS')
  assert.equal(await house.access.vault.get('other'), undefined)
  assert.ok(!JSON.stringify([...(await house.db.secrets.all())]).includes('token'))
  await house.access.vault.remove('dns')
  assert.equal(await house.access.vault.get('dns'), undefined)
})

test('whatever is put in comes out, and no two sealed texts are alike', async () => {
  await using house = await House.open()
  const { vault } = house.access
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
      await vault.put('any', text)
      const first = await house.db.secrets.get('any')
      await vault.put('any', text)
      assert.notEqual(await house.db.secrets.get('any'), first)
      assert.equal(await vault.get('any'), text)
    }),
    { numRuns: 50 },
  )
})

test('a text that was changed, or belongs to another name or another machine, is refused', async () => {
  await using house = await House.open()
  const { vault } = house.access
  await vault.put('one', 'the secret itself')
  const sealed = (await house.db.secrets.get('one')) ?? ''
  await house.db.secrets.put('two', sealed)
  await assert.rejects(vault.get('two'), broken)
  const bytes = Buffer.from(sealed, 'base64')
  for (const at of [0, 15, bytes.length - 1]) {
    const other = Buffer.from(bytes)
    other[at] = (other[at] ?? 0) ^ 1
    await house.db.secrets.put('one', other.toString('base64'))
    await assert.rejects(vault.get('one'), broken)
  }
  const elsewhere = new Vault(house.db.secrets, () => Buffer.alloc(32, 7))
  await house.db.secrets.put('one', sealed)
  await assert.rejects(elsewhere.get('one'), broken)
})

test('no log says what is in it, from the start', async () => {
  await using house = await House.open()
  await house.access.vault.put('dns', 'correct horse "battery"')
  const scrubber = new Scrubber()
  const vault = new Vault(house.db.secrets, house.access.key, scrubber)
  await vault.learn()
  assert.equal(scrubber.scrub(JSON.stringify({ msg: 'it is correct horse "battery" indeed' })), '{"msg":"it is [secret] indeed"}')
})

test('of a key each line is a secret, and short texts are none', () => {
  const scrubber = new Scrubber()
  scrubber.know('-----BEGIN KEY-----\nMIIEvQIBADANBg\n-----END KEY-----\n')
  scrubber.know('short')
  scrubber.know('needs escaping/+')
  assert.equal(scrubber.scrub('-----BEGIN KEY----- MIIEvQIBADANBg short needs%20escaping%2F%2B'), '-----BEGIN KEY----- [secret] short [secret]')
})
