import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OfferView } from '../../model/origin.ts'
import { categoriesOf, groupsOf, sorted, storesOf } from './categories.ts'

function offer(app: string, changes: Partial<Record<keyof OfferView, unknown>> = {}): OfferView {
  const known = { origin: { door: 'store', store: 'starter', app }, title: app, version: '1', summary: '', featured: false, size: 'xs', offline: null, icon: false, fits: true }
  return OfferView.parse({ ...known, ...changes })
}

const many = Array.from({ length: 14 }, (_, index) => offer(`a${index}`, { category: index < 6 ? 'Notes' : 'Files', featured: index === 3 }))

describe('the store', () => {
  it('shows the featured first, then categories by name, then those without one', () => {
    const groups = groupsOf([...many, offer('odd')])
    assert.deepEqual(
      groups.map(({ kind, name, offers }) => [kind, name, offers.length]),
      [
        ['featured', '', 1],
        ['category', 'Files', 8],
        ['category', 'Notes', 6],
        ['other', '', 1],
      ],
    )
  })

  it('stays in one piece while it is small', () => {
    assert.deepEqual(groupsOf(many.slice(0, 12)), [])
  })

  it('puts aside what cannot be installed', () => {
    const { good, bad } = sorted([offer('x', { bad: 'v: not known' }), ...many])
    assert.equal(good.length, 14)
    assert.deepEqual(
      bad.map(({ title }) => title),
      ['x'],
    )
  })

  it('knows its categories and stores, each once', () => {
    const offers = [...many, offer('b', { origin: { door: 'store', store: 'school', app: 'b' } })]
    assert.deepEqual(categoriesOf(offers), ['Files', 'Notes'])
    assert.deepEqual(storesOf(offers), ['school', 'starter'])
  })
})
