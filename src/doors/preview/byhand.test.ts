import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PreviewBody } from '../../model/preview.ts'
import { Problem } from '../../model/problem.ts'
import { startByHand } from './byhand.ts'
import { PreviewBed, seen, shop } from './door.testbed.ts'

async function code(bed: PreviewBed, what: object): Promise<string> {
  const started = startByHand(bed.door, PreviewBody.parse(what))
  return await started.then(
    ({ name }) => name,
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  )
}

describe('a preview that somebody starts', () => {
  it('runs whatever the rules say, by its page or its parts, and joins the one that is there', async () => {
    await using bed = await PreviewBed.open()
    await bed.door.repositories.change(await seen(bed), { which: 'none' })
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    await bed.becomes(`shop-pr-${number}`, 'held')
    assert.equal(await code(bed, { url: `${bed.github.url}/${shop}/pull/${number}/files` }), `shop-pr-${number}`)
    await bed.becomes(`shop-pr-${number}`, 'running')
    assert.equal(await code(bed, { organisation: 'acme', repository: 'shop', pull: String(number) }), `shop-pr-${number}`)
    await bed.calm()
    assert.equal(bed.built.length, 1)
  })

  it('is found through whichever connection of its provider sees it', async () => {
    await using bed = await PreviewBed.open()
    const { connection, secrets } = bed.github.byToken()
    const [known] = bed.door.connections.all()
    if (!known) throw new Error('there is no connection')
    await bed.door.connections.remove(known.id)
    await bed.door.connections.add({ ...connection, label: 'of another organisation' }, { ...secrets, token: 'taken back' })
    await bed.door.connections.add(connection, secrets)
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    assert.equal(await code(bed, { url: `${bed.github.url}/${shop}/pull/${number}` }), `shop-pr-${number}`)
    assert.equal(await code(bed, { url: `${bed.github.url}/${shop}/pull/999` }), 'provider-denied')
  })

  it('that cannot be says why', async () => {
    await using bed = await PreviewBed.open()
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    await bed.github.close(shop, number)
    assert.deepEqual(
      [
        await code(bed, { url: 'https://git.example.org/acme/shop/pull/1' }),
        await code(bed, { url: `${bed.github.url}/${shop}/issues/1` }),
        await code(bed, { url: 'shop' }),
        await code(bed, { url: `${bed.github.url}/${shop}/pull/999` }),
        await code(bed, { organisation: 'acme', repository: 'shop', pull: number }),
        await code(bed, { organisation: '../..', repository: 'shop', pull: 1 }),
      ],
      ['no-connection', 'invalid', 'invalid', 'pull-gone', 'pull-gone', 'invalid'],
    )
  })

  it('of a fork still waits for approval: whoever starts it has not looked at its commit', async () => {
    await using bed = await PreviewBed.open()
    const { number } = await bed.github.openPull(shop, { author: 'eve', fork: true })
    assert.equal(await code(bed, { url: `${bed.github.url}/${shop}/pull/${number}` }), `shop-pr-${number}`)
    await bed.becomes(`shop-pr-${number}`, 'approval')
    assert.equal(bed.built.length, 0)
  })
})
