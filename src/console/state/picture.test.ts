import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InstanceView } from '../../model/instance.ts'
import { JobView } from '../../model/job.ts'
import { MachineView } from '../../model/machine.ts'
import { newsIn } from './news.ts'
import { apply, nothingKnown } from './picture.ts'
import type { Picture } from './picture.ts'
import { countsOf, failuresIn, installsOf, isAsleep, isUpdateOffered, latestJobOf, wasPutBack } from './reading.ts'

const at = '2026-01-01T00:00:00.000Z'
const cause = { code: 'no-room', message: 'No room.', fix: 'Make room.', at }
const machine = MachineView.parse({ docker: 'up', pressure: null, memory: { total: 2, available: 1 }, disk: { total: 2, free: 1, low: false } })

function app(name: string, changes: object = {}): InstanceView {
  const made = {
    name,
    title: name,
    engine: 'quay1234',
    origin: { door: 'store', store: 's', app: name },
    version: null,
    offered: null,
    mode: 'on-request',
    policy: { access: 'private' },
    lifecycle: {},
    size: 'xs',
    grants: [],
    updates: {},
    refused: null,
    kept: null,
  }
  const now = { state: 'running', since: at, cause: null, crashes: 0, oom: 0, nextTry: null, job: null, url: null, domains: [], ports: [], expected: null, icon: false, created: at }
  return InstanceView.parse({ ...made, ...now, ...changes })
}

function job(id: string, changes: object = {}): JobView {
  return JobView.parse({ id, kind: 'install', title: id, instance: null, state: 'running', step: null, progress: null, attempts: 1, cause: null, created: at, updated: at, ...changes })
}

function pictureOf(...instances: InstanceView[]): Picture {
  return apply(nothingKnown, { type: 'snapshot', instances, projects: [], previews: [], images: [], jobs: [], shelf: [], machine })
}

describe('the picture', () => {
  it('is all of a snapshot, and nothing of what was before', () => {
    const picture = apply(pictureOf(app('old')), { type: 'snapshot', instances: [app('new')], projects: [], previews: [], images: [], jobs: [], shelf: [], machine })
    assert.deepEqual(
      picture.instances.map(({ name }) => name),
      ['new'],
    )
  })

  it('keeps instances by title as they come, change and go', () => {
    const names = ({ instances }: Picture): string[] => instances.map(({ title }) => title)
    let picture = apply(pictureOf(app('b')), { type: 'instance', value: app('a') })
    assert.deepEqual(names(picture), ['a', 'b'])
    picture = apply(picture, { type: 'instance', value: app('a', { title: 'z' }) })
    assert.deepEqual(names(picture), ['b', 'z'])
    picture = apply(picture, { type: 'instance-gone', name: app('b').name })
    assert.deepEqual(names(picture), ['z'])
  })

  it('keeps the latest jobs, each once', () => {
    let picture = apply(pictureOf(), { type: 'job', value: job('job1') })
    picture = apply(picture, { type: 'job', value: job('job2', { created: '2026-01-02T00:00:00.000Z' }) })
    picture = apply(picture, { type: 'job', value: job('job1', { state: 'done' }) })
    assert.deepEqual(
      picture.jobs.map(({ id, state }) => `${id} ${state}`),
      ['job2 running', 'job1 done'],
    )
  })
})

describe('reading the picture', () => {
  it('calls paused and stopped asleep, but not what is switched off', () => {
    assert.deepEqual([app('a', { state: 'paused' }), app('a', { state: 'stopped' }), app('a', { state: 'stopped', mode: 'off' }), app('a')].map(isAsleep), [true, true, false, false])
  })

  it('counts', () => {
    const instances = [app('a'), app('b', { state: 'paused' }), app('c', { state: 'failed' }), app('d', { state: 'stopped', mode: 'off' })]
    assert.deepEqual(countsOf(instances), { running: 1, asleep: 1, off: 1, failed: 1 })
  })

  it('finds what failed, tells each trouble once, and forgets a failure that was mended', () => {
    const picture = { ...pictureOf(app('a', { state: 'failed', cause }), app('b'), app('c')), jobs: [] }
    const failed = (id: string, instance: string, created = at): JobView => job(id, { instance, state: 'failed', cause, created })
    const withJobs = [failed('job1', 'a'), failed('job2', 'b'), failed('job3', 'c'), job('job4', { instance: 'c', state: 'done', created: '2026-01-02T00:00:00.000Z' }), failed('job5', 'removed')]
    const whole = withJobs.reduce((before, value) => apply(before, { type: 'job', value }), picture as Picture)
    const { instances, jobs } = failuresIn(whole)
    assert.deepEqual(
      instances.map(({ name }) => name),
      ['a'],
    )
    assert.deepEqual(
      jobs.map(({ id }) => id),
      ['job2'],
    )
  })
})

describe('the news', () => {
  it('is a change of state, and only one worth saying', () => {
    const picture = pictureOf(app('a', { state: 'starting' }))
    assert.equal(newsIn(picture, { type: 'instance', value: app('a') }), 'a: running.')
    assert.equal(newsIn(picture, { type: 'instance', value: app('a', { state: 'starting' }) }), null)
    assert.equal(newsIn(picture, { type: 'instance', value: app('a', { state: 'stopping' }) }), null)
    assert.equal(newsIn(picture, { type: 'machine', value: machine }), null)
  })
})

describe('versions', () => {
  const refused = { version: '2', cause: { ...cause, code: 'update-undone' } }
  const one = (changes: object): InstanceView => app('a', { version: '1', offered: '2', ...changes })

  it('an update is offered where it is newer, untried and wanted', () => {
    assert.ok(isUpdateOffered(one({})))
    for (const changes of [{ offered: null }, { offered: '1' }, { version: null }, { refused }, { updates: { when: 'never' } }])
      assert.equal(isUpdateOffered(one(changes)), false, JSON.stringify(changes))
    assert.ok(isUpdateOffered(one({ offered: '3', refused })), 'another one than the refused')
  })

  it('one that was put back matters until something newer comes or nobody wants any', () => {
    assert.ok(wasPutBack(one({ refused })))
    assert.ok(wasPutBack(one({ refused, offered: null })))
    for (const changes of [{}, { refused, offered: '3' }, { refused, updates: { when: 'never' } }]) assert.equal(wasPutBack(one(changes)), false, JSON.stringify(changes))
    assert.equal(wasPutBack(one({ refused: { version: '2', cause: { ...cause, code: 'went-back' } } })), false, 'who went back by hand knows')
  })

  it('a failed update that was put back is told once', () => {
    const failed = job('job1', { kind: 'update', instance: 'a', state: 'failed', cause })
    const told = (instance: InstanceView): number => failuresIn(apply(pictureOf(instance), { type: 'job', value: failed })).jobs.length
    assert.equal(told(one({ refused })), 0)
    assert.equal(told(one({})), 1)
  })

  it('the latest job of a kind is found, and the installs at work', () => {
    let picture = pictureOf(app('a', { job: 'job3' }))
    for (const value of [job('job1', { kind: 'update', instance: 'a' }), job('job2', { kind: 'update', instance: 'a', created: '2026-01-02T00:00:00.000Z' }), job('job3', { instance: 'a' })]) {
      picture = apply(picture, { type: 'job', value })
    }
    assert.equal(latestJobOf(picture, 'a', ['update', 'rollback'])?.id, 'job2')
    assert.equal(latestJobOf(picture, 'b', ['update']), undefined)
    assert.deepEqual(
      installsOf(picture, picture.instances).map(({ id }) => id),
      ['job3'],
    )
  })
})
