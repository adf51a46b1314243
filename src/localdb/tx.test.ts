import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silent } from '../kit/log.ts'
import { InstanceName } from '../model/names.ts'
import { openLocalDb } from './localdb.ts'
import { sampleSpec, tempFolder } from './sample.ts'

const wiki = InstanceName.parse('wiki')

test('a transaction that throws leaves nothing behind, and the next one works', async () => {
  await using folder = await tempFolder()
  await using db = await openLocalDb({ file: folder.file('berth.db'), log: silent })
  const failing = db.tx(async (t) => {
    await t.specs.insert(sampleSpec('wiki'))
    await t.meta.set('a', '1')
    throw new Error('changed my mind')
  })
  await assert.rejects(failing, /changed my mind/)
  assert.deepEqual([await db.specs.all(), await db.meta.get('a')], [[], undefined])
  assert.equal(await db.tx(async (t) => (await t.meta.set('a', '2'), await t.meta.get('a'))), '2')
})

test('transactions at the same time run one after the other, and single writes wait outside them', async () => {
  await using folder = await tempFolder()
  await using db = await openLocalDb({ file: folder.file('berth.db'), log: silent })
  await db.meta.set('count', '0')
  const raise = (): Promise<void> =>
    db.tx(async (t) => {
      const now = Number(await t.meta.get('count'))
      await new Promise((resolve) => setImmediate(resolve)) // others get their chance to interfere
      await t.meta.set('count', String(now + 1))
    })
  const undone = db.tx(async (t) => {
    await t.meta.set('mine', 'no')
    await new Promise((resolve) => setImmediate(resolve))
    throw new Error('undone')
  })
  const beside = db.meta.set('beside', 'kept')
  await Promise.all([...Array.from({ length: 100 }, raise), assert.rejects(undone), beside])
  assert.deepEqual([await db.meta.get('count'), await db.meta.get('mine'), await db.meta.get('beside')], ['100', undefined, 'kept'])
})

test('asking the database inside its own transaction throws at once and undoes it, instead of waiting for ever', async () => {
  await using folder = await tempFolder()
  await using db = await openLocalDb({ file: folder.file('berth.db'), log: silent })
  for (const call of [() => db.meta.get('a'), () => db.specs.change(wiki, (s) => s), () => db.tx(async () => undefined)]) {
    const trapped = db.tx(async (t) => {
      await t.meta.set('a', '1')
      await call()
    })
    await assert.rejects(trapped, TypeError)
  }
  assert.equal(await db.meta.get('a'), undefined)
})

test('what a transaction left running may use the database once it is over', async () => {
  await using folder = await tempFolder()
  await using db = await openLocalDb({ file: folder.file('berth.db'), log: silent })
  let later: Promise<void> | undefined
  const over = Promise.withResolvers<boolean>()
  await db.tx(async () => {
    later = over.promise.then(() => db.meta.set('later', 'yes'))
  })
  over.resolve(true)
  await later
  assert.equal(await db.meta.get('later'), 'yes')
})

test('the nouns that need several statements join the transaction at hand', async () => {
  await using folder = await tempFolder()
  await using db = await openLocalDb({ file: folder.file('berth.db'), log: silent })
  const undone = db.tx(async (t) => {
    await t.specs.insert(sampleSpec('wiki'))
    await t.specs.change(wiki, (spec) => ({ ...spec, title: 'New' }))
    assert.equal((await t.specs.get(wiki))?.title, 'New')
    throw new Error('undone')
  })
  await assert.rejects(undone, /undone/)
  assert.equal(await db.specs.get(wiki), undefined)
})
