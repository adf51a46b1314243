import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { JobView } from '../../model/job.ts'
import { ProjectView } from '../../model/project.ts'
import { newsIn } from './news.ts'
import { apply, nothingKnown } from './picture.ts'
import type { Picture } from './picture.ts'
import { failuresIn } from './reading.ts'

const at = '2026-01-01T00:00:00.000Z'
const cause = { code: 'build-step', message: 'The build failed.', fix: 'Correct it.', at }

function project(name: string, changes: object = {}): ProjectView {
  const whose = { owner: { kind: 'group', name: 'family' }, ownerName: 'family', branch: null, deploys: 'main', grants: [], services: [], domains: [] }
  const now = { live: 1, last: 1, state: 'running', status: 'RUNNING', job: null, cause: null, url: 'http://a.localhost/', created: at }
  return ProjectView.parse({ name, ...whose, remote: { ssh: 'ssh://a', https: 'https://a' }, ...now, ...changes })
}

function pictureOf(...projects: ProjectView[]): Picture {
  return projects.reduce((picture, value) => apply(picture, { type: 'project', value }), nothingKnown)
}

describe('projects in the picture', () => {
  it('are there by name, each once, until they go', () => {
    const picture = pictureOf(project('b'), project('a'), project('b', { last: 2 }))
    assert.deepEqual(
      picture.projects.map(({ name, last }) => `${name} ${last}`),
      ['a 1', 'b 2'],
    )
    const gone = apply(picture, { type: 'project-gone', name: project('a').name })
    assert.deepEqual(
      gone.projects.map(({ name }) => String(name)),
      ['b'],
    )
  })

  it('say aloud what serves now and what failed, once', () => {
    const picture = pictureOf(project('a'))
    assert.equal(newsIn(picture, { type: 'project', value: project('a', { live: 2 }) }), 'a: release 2 serves.')
    assert.equal(newsIn(picture, { type: 'project', value: project('a', { cause }) }), 'a: the last push failed')
    assert.equal(newsIn(pictureOf(project('a', { cause })), { type: 'project', value: project('a', { cause, last: 2 }) }), null)
    assert.equal(newsIn(nothingKnown, { type: 'project', value: project('a') }), null)
  })

  it('tell themselves that their build failed, so that its job need not', () => {
    const job = JobView.parse({ id: 'job1', kind: 'build', title: 'Build a', instance: 'a', state: 'failed', step: null, progress: null, attempts: 1, cause, created: at, updated: at })
    const picture = apply(pictureOf(project('a', { cause })), { type: 'job', value: job })
    assert.deepEqual(failuresIn(picture), { instances: [], jobs: [] })
  })
})
