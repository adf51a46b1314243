import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { imageSample, previewSample } from '../../model/doorviews.testbed.ts'
import type { RegisteredImageView } from '../../model/image.ts'
import { JobView } from '../../model/job.ts'
import type { PreviewView } from '../../model/preview.ts'
import { foundFor } from '../search/found.ts'
import { newsIn } from './news.ts'
import { apply, nothingKnown } from './picture.ts'
import type { Picture } from './picture.ts'
import { failuresIn, isNewerOffered, troubleOf, waitingIn } from './reading.ts'

const at = '2026-01-01T00:00:00.000Z'
const cause = { code: 'build-step', message: 'The build failed.', fix: 'Correct it.', at }
const newer = { web: { image: 'acme/wiki:2', digest: `sha256:${'0'.repeat(64)}`, seen: at } }

function withPreviews(...previews: PreviewView[]): Picture {
  return previews.reduce((picture, value) => apply(picture, { type: 'preview', value }), nothingKnown)
}

function withImages(...images: RegisteredImageView[]): Picture {
  return images.reduce((picture, value) => apply(picture, { type: 'image', value }), nothingKnown)
}

describe('previews in the picture', () => {
  it('are there by name and number, each once, until they go', () => {
    const names = ({ previews }: Picture): string[] => previews.map(({ name, title }) => `${name} ${title}`)
    const picture = withPreviews(previewSample('a-pr-10'), previewSample('a-pr-2'), previewSample('a-pr-10', { title: 'T' }))
    assert.deepEqual(names(picture), ['a-pr-2 Make it blue', 'a-pr-10 T'])
    assert.deepEqual(names(apply(picture, { type: 'preview-gone', name: previewSample('a-pr-2').name })), ['a-pr-10 T'])
  })

  it('say aloud that they wait, run or failed, once', () => {
    const picture = withPreviews(previewSample('a-pr-1', { state: 'building' }))
    const said = (state: string, name = 'a-pr-1'): string | null => newsIn(picture, { type: 'preview', value: previewSample(name, { state }) })
    assert.equal(said('running'), 'The preview a-pr-1: running.')
    assert.equal(said('failed'), 'The preview a-pr-1: failed.')
    assert.equal(said('approval', 'a-pr-2'), 'The preview a-pr-2: waits for approval.')
    assert.equal(said('building'), null)
    assert.equal(said('running', 'a-pr-2'), null)
  })

  it('are counted where they wait for somebody, and tell themselves that a build failed', () => {
    const job = JobView.parse({ id: 'job1', kind: 'preview', title: 'Build', instance: 'a-pr-1', state: 'failed', step: null, progress: null, attempts: 1, cause, created: at, updated: at })
    const picture = apply(withPreviews(previewSample('a-pr-1', { state: 'failed' }), previewSample('a-pr-2', { state: 'approval' })), { type: 'job', value: job })
    assert.deepEqual(
      waitingIn(picture).map(({ name }) => String(name)),
      ['a-pr-2'],
    )
    assert.deepEqual(failuresIn(picture), { instances: [], jobs: [] })
  })

  it('are found by name and by title', () => {
    const previews = [previewSample('shop-pr-7', { title: 'Paint the hull' })]
    for (const words of ['hull', 'shop-pr']) assert.deepEqual(foundFor(words, [], [], previews)[0]?.href, '/previews/shop-pr-7')
  })
})

describe('images in the picture', () => {
  it('come, change and go', () => {
    const picture = withImages(imageSample('b'), imageSample('a'), imageSample('b', { title: 'Bee' }))
    assert.deepEqual(
      picture.images.map(({ title }) => title),
      ['a', 'Bee'],
    )
    assert.equal(apply(picture, { type: 'image-gone', name: imageSample('a').name }).images.length, 1)
  })

  it('offer what is newer only to those who want to be asked', () => {
    for (const take of ['ask', 'never', 'patch', 'any'] as const) assert.equal(isNewerOffered(imageSample('a', { newer, policy: { take } })), take === 'ask', take)
    assert.equal(isNewerOffered(imageSample('a')), false)
  })

  it('are in trouble where the newest does not serve, before that its registry is out of sight', () => {
    const unseen = { ...cause, code: 'registry-down' }
    assert.equal(troubleOf(imageSample('a', { failure: cause, cause: unseen }))?.code, 'build-step')
    assert.equal(troubleOf(imageSample('a', { cause: unseen }))?.code, 'registry-down')
    assert.equal(troubleOf(imageSample('a')), null)
  })
})
