import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { everything, isBrowsing, queryIn, searchOf, storePath } from './query.ts'

describe('a question to the store', () => {
  it('comes back from its address as it was', () => {
    const query = { ...everything, q: 'wiki & more', category: 'Smart home', store: 'school', fits: true, offline: true }
    assert.deepEqual(queryIn(searchOf(query)), query)
    assert.equal(searchOf(query), '?q=wiki+%26+more&category=Smart+home&store=school&fits=1&offline=1')
  })

  it('says nothing where nothing is asked', () => {
    assert.equal(searchOf({ ...everything, q: '  ' }), '')
    assert.equal(storePath(), '/store')
    assert.deepEqual(queryIn(''), everything)
  })

  it('is changed in one part, the others stay', () => {
    assert.equal(storePath({ featured: true }, { ...everything, offline: true }), '/store?offline=1&featured=1')
  })

  it('is browsing where only the kind of machine or the store is given', () => {
    assert.ok(isBrowsing({ ...everything, fits: true, offline: true, store: 'school' }))
    for (const narrower of [{ q: 'a' }, { category: 'Files' }, { featured: true }]) assert.equal(isBrowsing({ ...everything, ...narrower }), false)
  })
})
