import assert from 'node:assert/strict'
import { it } from 'node:test'
import { OfferView } from '../../model/origin.ts'
import { startersIn } from './starters.ts'

function offer(app: string, changes: Partial<Record<keyof OfferView, unknown>>): OfferView {
  const known = { origin: { door: 'store', store: 'starter', app }, title: app, version: '1', summary: '', featured: false, size: 'xs', offline: null, icon: false, fits: true }
  return OfferView.parse({ ...known, ...changes })
}

it('first apps are those that are featured and work offline; none that is bad or too large', () => {
  const offers = [
    offer('plain', {}),
    offer('offline', { offline: true }),
    offer('featured', { featured: true, offline: false }),
    offer('large', { featured: true, offline: true, fits: false }),
    offer('bad', { featured: true, offline: true, bad: 'v: not known' }),
    offer('best', { featured: true, offline: true }),
  ]
  assert.deepEqual(
    startersIn(offers).map(({ title }) => title),
    ['best', 'featured', 'offline', 'plain'],
  )
  assert.equal(startersIn(Array.from({ length: 20 }, (_, index) => offer(`a${index}`, {}))).length, 6)
})
