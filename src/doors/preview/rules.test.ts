import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RepositoryId, RulesChange } from '../../model/preview.ts'
import { PreviewBody } from '../../model/preview.ts'
import { startByHand } from './byhand.ts'
import { first, PreviewBed, seen, shop } from './door.testbed.ts'

/** As an admin who changes the rules. */
async function rule(bed: PreviewBed, id: RepositoryId, change: RulesChange): Promise<void> {
  await bed.door.repositories.change(id, change)
  await bed.door.reconsider(id)
}

describe('other rules', () => {
  it('end what may no longer be, also while the provider is down, and leave what has the label or was started by hand', async () => {
    await using bed = await PreviewBed.open()
    const id = await seen(bed)
    const [plain, labelled, byHand] = [await bed.github.openPull(shop, { author: 'ada' }), await bed.github.openPull(shop, { author: 'ada' }), await bed.github.openPull(shop, { author: 'ada' })]
    for (const { number } of [plain, labelled, byHand]) await bed.becomes(`shop-pr-${number}`, 'running')
    await bed.github.label(shop, labelled.number, 'preview', 'ada')
    await startByHand(bed.door, PreviewBody.parse({ organisation: 'acme', repository: 'shop', pull: byHand.number }))
    await bed.calm()
    bed.github.fail({ kind: 'down' })
    await rule(bed, id, { which: 'label' })
    await bed.becomes(first, null)
    await bed.github.heal()
    await bed.says(plain.number, /Gone, with its data. Why: `it lacks the label preview`/)
    assert.deepEqual(bed.discarded, [first])
    await bed.becomes(`shop-pr-${labelled.number}`, 'running')
    await bed.becomes(`shop-pr-${byHand.number}`, 'running')
    await rule(bed, id, { which: 'all' })
    await bed.becomes(first, 'running')
    assert.equal(bed.built.length, 4)
  })

  it('are heeded where the engine ended before anything followed from them; what somebody took away stays away', async () => {
    await using bed = await PreviewBed.open()
    const id = await seen(bed)
    await bed.github.openPull(shop, { author: 'ada' })
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    const name = (await bed.becomes(`shop-pr-${number}`, 'running'))?.name ?? first
    await bed.becomes(first, 'running')
    await bed.door.deeds.remove(name)
    await bed.door.repositories.change(id, { which: 'none' })
    await bed.restart()
    await bed.becomes(first, null)
    await rule(bed, id, { which: 'all' })
    await bed.becomes(first, 'running')
    await bed.calm()
    assert.deepEqual([await bed.door.view(name), bed.built.length], [undefined, 3])
  })

  it('of who may run end what somebody approved; where they may again it waits for somebody anew', async () => {
    await using bed = await PreviewBed.open()
    const id = await seen(bed)
    const { number } = await bed.github.openPull(shop, { author: 'eve', fork: true })
    const { head } = (await bed.becomes(first, 'approval')) ?? { head: { commit: '' } }
    await bed.door.deeds.approve(first, head.commit, 'Ada')
    await bed.becomes(first, 'running')
    await rule(bed, id, { outsiders: 'never' })
    await bed.becomes(first, null)
    await rule(bed, id, { outsiders: 'approve' })
    await bed.becomes(first, 'approval')
    await bed.says(number, /Waits for approval/)
    assert.equal(bed.built.length, 1)
  })

  it('of who may visit are for what runs too; what somebody chose for one since stays', async () => {
    await using bed = await PreviewBed.open()
    const id = await seen(bed)
    const { number } = await bed.github.openPull(shop, { author: 'ada' })
    await bed.becomes(first, 'running')
    assert.equal(bed.announced[0]?.docking?.access, 'members')
    await rule(bed, id, { access: 'private' })
    await rule(bed, id, { hours: 5 })
    await bed.github.push(shop, number, { by: 'ada' })
    await bed.calm()
    await bed.restart()
    assert.deepEqual(
      bed.wishes.filter((wish) => wish.startsWith('open')),
      [`open ${first} to "private"`],
    )
  })

  it('leave a draft that runs, and its newer commits wait', async () => {
    await using bed = await PreviewBed.open()
    const id = await seen(bed)
    await rule(bed, id, { drafts: true })
    const { number } = await bed.github.openPull(shop, { author: 'ada', draft: true })
    await bed.becomes(first, 'running')
    await rule(bed, id, { drafts: false })
    const commit = await bed.github.push(shop, number, { by: 'ada' })
    await bed.calm()
    assert.notEqual((await bed.becomes(first, 'running'))?.live, commit)
    await rule(bed, id, { drafts: true })
    await bed.says(number, new RegExp(`Ready[^]*${commit.slice(0, 7)}`))
  })

  it('leave the preview of a branch with its data: it is built no more until its branch is named again', async () => {
    await using bed = await PreviewBed.open()
    const id = await seen(bed)
    await rule(bed, id, { branches: ['staging'] })
    await bed.github.pushBranch(shop, 'staging', { by: 'ada' })
    const before = await bed.becomes('shop-branch-staging', 'running')
    await rule(bed, id, { branches: [] })
    await bed.github.pushBranch(shop, 'staging', { by: 'ada' })
    await bed.calm()
    assert.deepEqual([(await bed.becomes('shop-branch-staging', 'running'))?.live, bed.discarded], [before?.live, []])
    await rule(bed, id, { branches: ['staging'] })
    await bed.calm()
    const after = await bed.becomes('shop-branch-staging', 'running')
    assert.deepEqual([after?.live, bed.built.length], [after?.head.commit, 2])
  })
})
