import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ImageChange, ImageSettings } from '../../model/image.ts'
import { changeIn, draftOf } from './settingsdraft.ts'

const view = { title: 'Notes', images: { web: 'ghcr.io/harbour/notes:1.2' }, compose: null, settings: ImageSettings.parse({ port: 8080, volumes: { data: '/data' }, memory: '512m' }) }

describe('the settings of an image', () => {
  const cases = [
    ['nothing', {}, {}],
    ['another tag', { image: ' ghcr.io/harbour/notes:2 ' }, { image: 'ghcr.io/harbour/notes:2' }],
    ['no limit any more', { memory: '', cpus: '' }, { memory: null }],
    ['a limit', { cpus: '0.5' }, { cpus: 0.5 }],
    ['the port as the image says it', { port: '' }, { port: null }],
    ['no folder', { volumes: [] }, { volumes: {} }],
    ['another title', { title: 'Our notes' }, { title: 'Our notes' }],
  ] as const
  for (const [what, typed, change] of cases) {
    it(`are changed only where they differ: ${what}`, () => {
      const made = changeIn({ ...draftOf(view), ...typed }, view)
      assert.deepEqual(made, change)
      assert.ok(ImageChange.safeParse(made).success)
    })
  }

  it('of somebody else are left alone, and shown', () => {
    const now = { ...view, settings: { ...view.settings, port: 9000, memory: '1g' } }
    const draft = draftOf(now, { title: 'Our notes' })
    assert.deepEqual([draft.port, draft.memory], ['9000', '1g'])
    assert.deepEqual(changeIn(draft, now), { title: 'Our notes' })
  })

  it('leave the images of a compose file to it', () => {
    const composed = { ...view, compose: 'services: {}' }
    assert.deepEqual(changeIn({ ...draftOf(composed), image: 'other' }, composed), {})
  })
})
