import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { State } from '../../model/lifecycle.ts'
import { LabDesk, objectId } from './labs.testbed.ts'

describe('what visitors of labs ask', () => {
  const states: readonly (readonly [State, string])[] = [
    ['queued', 'starting'],
    ['fetching', 'starting'],
    ['starting', 'starting'],
    ['running', 'running'],
    ['paused', 'running'],
    ['stopped', 'stopped'],
    ['stopping', 'stopped'],
    ['failed', 'stopped'],
  ]
  for (const [state, status] of states) {
    it(`a lab that is ${state} is ${status} to those who ask`, async () => {
      await using desk = await LabDesk.open()
      desk.lab(`lab-${objectId}`, 'public', state)
      const answer = await desk.get(`/status/${objectId}`)
      assert.equal(answer.headers['cache-control'], 'no-store')
      assert.deepEqual(JSON.parse(answer.body), { running_status: status, url: `http://lab-${objectId}.school.test:8080/`, reason: null, next: null, usual: 12 })
      assert.deepEqual(desk.images.asked, [])
    })
  }

  it('why it failed is said, and what to do, but none of its log', async () => {
    await using desk = await LabDesk.open()
    const cause = { code: 'start-failed', message: 'web ended.', fix: 'Look.', at: '2026-01-01T00:00:00.000Z', log: ['secret'] }
    desk.lab('one', 'public', 'failed', { instance: { cause } })
    desk.lab('two', 'public', undefined, { image: { job: null, failure: cause } })
    for (const name of ['one', 'two']) {
      const { body } = await desk.get(`/status/${name}`)
      assert.partialDeepStrictEqual(JSON.parse(body), { running_status: 'stopped', reason: 'web ended.', next: 'Look.' })
      assert.doesNotMatch(body, /secret/)
    }
  })

  it('who may not use a lab is told as much as of one that is not there', async () => {
    await using desk = await LabDesk.open()
    desk.lab('hidden', 'private', 'running')
    desk.lab('kept', 'members', 'running')
    const none = await desk.get('/status/none')
    assert.equal(none.status, 404)
    for (const [path, who] of [
      ['/status/hidden', undefined],
      ['/status/hidden', 'ben'],
      ['/status/kept', 'gus'],
      ['/status/kept', undefined],
    ] as const) {
      const answer = await desk.get(path, who === undefined ? {} : { who })
      assert.deepEqual([answer.status, answer.body.replaceAll(/hidden|kept/g, 'none')], [404, none.body])
    }
    assert.equal((await desk.get('/status/kept', { who: 'ben' })).status, 200)
    assert.equal((await desk.get('/status/hidden', { who: 'owner/read' })).status, 200)
  })

  for (const path of ['/app', '/lab', '/loading']) {
    it(`${path} leads to the app's own address, which wakes it, asks who comes, and says why it does not start`, async () => {
      await using desk = await LabDesk.open()
      for (const state of ['running', 'paused', 'stopped', 'failed', 'starting'] as const) desk.lab(state, 'public', state)
      desk.lab('kept', 'members', 'running')
      for (const name of ['running', 'paused', 'stopped', 'failed', 'starting', 'kept']) {
        const { status, headers } = await desk.get(`${path}/${name}`)
        assert.deepEqual([status, headers.location], [302, `http://${name}.school.test:8080/`])
      }
      const denied = await desk.get(`${path}/kept`, { who: 'gus' })
      assert.deepEqual([denied.status, denied.headers['content-type']], [404, 'text/html; charset=utf-8'])
      assert.equal((await desk.get(`${path}/%3Cscript%3E`)).status, 404)
      assert.doesNotMatch((await desk.get(`${path}/%3Cscript%3E`)).body, /<script>/)
    })

    it(`${path} of one that is still being brought is a page that asks how it goes; of one that could not be, a page that says why`, async () => {
      await using desk = await LabDesk.open()
      desk.lab(`lab-${objectId}`, 'public', undefined)
      desk.lab('bad', 'public', undefined, { image: { job: null, failure: { code: 'image-unavailable', message: '<b>None</b>', fix: 'Look.', at: '2026-01-01T00:00:00.000Z', log: [] } } })
      desk.lab('hidden', 'private', undefined)
      const page = await desk.get(`${path}/${objectId}`)
      assert.equal(page.status, 200)
      assert.match(page.body, new RegExp(`data-ask="/status/${objectId}"`))
      assert.match(String(page.headers['content-security-policy']), /default-src 'none'; script-src 'sha256-/)
      const failed = await desk.get(`${path}/bad`)
      assert.match(failed.body, /&#60;b&#62;None/)
      assert.doesNotMatch(failed.body, /data-ask|http-equiv="refresh"/)
      assert.equal((await desk.get(`${path}/hidden`)).status, 404)
    })
  }

  it('/<lab>/… is the same place at the app’s own address', async () => {
    await using desk = await LabDesk.open()
    desk.lab(`lab-${objectId}`, 'public', 'running')
    desk.lab('hidden', 'private', 'running')
    const where = async (path: string): Promise<string | number | undefined> => {
      const { status, headers } = await desk.get(path)
      return headers.location ?? status
    }
    const home = `http://lab-${objectId}.school.test:8080`
    assert.equal(await where(`/${objectId}`), `${home}/`)
    assert.equal(await where(`/${objectId}/`), `${home}/`)
    assert.equal(await where(`/${objectId}/a/b%20c?d=e&f`), `${home}/a/b%20c?d=e&f`)
    assert.equal(await where(`/${objectId}?x=1`), `${home}/?x=1`)
    assert.equal(await where(`/${objectId}//evil.test/`), `${home}//evil.test/`)
    assert.equal(await where('/hidden/x'), 'http://hidden.school.test:8080/x')
    assert.equal(await where('/%E0%A4%A/x'), 400)
    for (const path of ['//evil.test/', '/none', '/none/x', '/favicon.ico', '/signin', '/index.html']) assert.equal(await where(path), 404)
  })

  it('the host says whether labs are meant: elsewhere is the console, and https stays https', async () => {
    await using desk = await LabDesk.open()
    desk.lab('steam', 'public', 'running')
    for (const host of ['berth.school.test', 'school.test', '127.0.0.1', 'labs.school.test.evil.test', 'xlabs.school.test', 'labs-school.test'])
      assert.equal((await desk.get('/lab/steam', { host })).body, 'the console')
    for (const host of ['labs.school.test', 'LABS.school.test:443', 'labs.school.test.']) assert.equal((await desk.get('/lab/steam', { host })).status, 302)
    assert.equal((await desk.get('/', { host: 'labs.school.test' })).body, '{"message":"Hello from the labs of this machine."}')
    assert.equal((await desk.get('/health-check')).body, '{"status":"ok"}')
  })
})
