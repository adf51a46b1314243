import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { guessSample } from '../../model/doorviews.testbed.ts'
import { Problem } from '../../model/problem.ts'
import { LabDesk, objectId } from './labs.testbed.ts'

describe('registering labs as the old pipelines do', () => {
  const bodies: readonly (readonly [string, object, string, number])[] = [
    ['/register_lab', { lab_id: objectId, docker_image: 'x/y:latest', port: '8506' }, `lab-${objectId}`, 8080],
    ['/register_lab', { lab_id: objectId, docker_image: 'x/y:latest', port: 8506 }, `lab-${objectId}`, 8080],
    ['/register_app', { name: 'steam', docker_image: 'x/y:latest', port: 8080 }, 'steam', 8080],
    ['/register_app', { app_name: 'my_app', docker_image: 'x/y', more: 'is not looked at' }, 'lab--my-5fapp', 8080],
  ]
  for (const [path, body, name, port] of bodies) {
    it(`POST ${path} ${JSON.stringify(body)}`, async () => {
      await using desk = await LabDesk.open()
      const answer = await desk.post(path, body)
      assert.equal(answer.status, 200)
      assert.deepEqual(Object.keys(JSON.parse(answer.body) as object), ['message'])
      const [, register] = desk.images.asked as [unknown, [string, string, { port: number; access: string; image: string }, string]]
      assert.deepEqual([register[0], register[1], register[2].port, register[2].access, register[3]], ['register', name, port, 'private', 'Ada'])
      assert.match((await desk.audit())[0] ?? '', new RegExp(`Ada \\(token\\): register lab x/y.*: ${name}`))
    })
  }

  const bad: readonly object[] = [
    {},
    { lab_id: 'x' },
    { docker_image: 'x' },
    { lab_id: 'x', name: 'x', docker_image: 'x' },
    { lab_id: 'x', docker_image: 'a b' },
    { lab_id: 'x; rm -rf /', docker_image: '--privileged' },
    { lab_id: 'x', docker_image: 'x', port: 'eight' },
    { lab_id: 'x', docker_image: 'x', port: 0 },
    { lab_id: 'x', docker_image: 'x', port: 65536 },
    { lab_id: 'x'.repeat(60), docker_image: 'x' },
    { lab_id: '', docker_image: 'x' },
    { lab_id: 7, docker_image: 'x' },
    { lab_id: 'x', docker_image: 'x', access: 'everybody' },
  ]
  for (const body of bad) {
    it(`${JSON.stringify(body).slice(0, 70)} is told to be wrong, and nothing is asked of the door`, async () => {
      await using desk = await LabDesk.open()
      const answer = await desk.post('/register_lab', body)
      assert.deepEqual([answer.status, desk.images.asked], [400, []])
      assert.equal((JSON.parse(answer.body) as { code: string }).code, 'invalid')
    })
  }

  it('who may is who may change images; a stranger, a member and a token that only looks may not', async () => {
    await using desk = await LabDesk.open()
    const body = { lab_id: 'x', docker_image: 'x' }
    assert.equal((await desk.get('/register_lab', { method: 'POST', body })).status, 401)
    for (const who of ['ben', 'gus', 'owner/read', 'owner/run', 'owner/deploy']) assert.equal((await desk.post('/register_lab', body, who)).status, 403)
    assert.equal((await desk.get('/apps')).status, 401)
    assert.equal((await desk.get('/apps', { who: 'ben' })).status, 403)
    assert.equal((await desk.get('/labs/x', { method: 'DELETE' })).status, 401)
    assert.equal((await desk.get('/apps/x', { method: 'DELETE', who: 'owner/run' })).status, 403)
    assert.deepEqual(desk.images.asked, [])
  })

  it('again, with the same image or another one, takes the newest', async () => {
    await using desk = await LabDesk.open()
    desk.lab('steam', 'private', 'running')
    const same = await desk.post('/register_app', { name: 'steam', docker_image: 'ghcr.io/acme/wiki:1.2' })
    assert.deepEqual([same.status, desk.images.asked], [200, [['take', 'steam', 'Ada']]])
    desk.images.asked.length = 0
    assert.equal((await desk.post('/register_app', { name: 'steam', docker_image: 'ghcr.io/acme/wiki:2' })).status, 200)
    assert.deepEqual(desk.images.asked, [['change', 'steam', { image: 'ghcr.io/acme/wiki:2' }, 'Ada']])
    desk.images.door.take = async (name) => await Promise.reject(new Problem('nothing-newer', { name }))
    assert.equal((await desk.post('/register_app', { name: 'steam', docker_image: 'ghcr.io/acme/wiki:1.2' })).status, 200)
    desk.images.door.take = async () => await Promise.reject(new Problem('registry-down', { host: 'ghcr.io', reason: 'x' }))
    assert.equal((await desk.post('/register_app', { name: 'steam', docker_image: 'ghcr.io/acme/wiki:1.2' })).status, 502)
  })

  it('where Streamlit listens counts before the port of the old machine', async () => {
    await using desk = await LabDesk.open()
    desk.images.door.look = async () => guessSample({ port: null, ports: [8501, 9000] })
    await desk.post('/register_lab', { lab_id: objectId, docker_image: 'x/y', port: 8506 })
    assert.equal((desk.images.asked[0] as [string, string, { port: number }])[2].port, 8501)
  })

  it('GET /apps lists them, DELETE takes one away by its old id', async () => {
    await using desk = await LabDesk.open()
    desk.lab(`lab-${objectId}`, 'public', 'running')
    desk.lab('steam', 'private', 'stopped')
    const listed = await desk.get('/apps', { who: 'owner/read' })
    assert.deepEqual(JSON.parse(listed.body), [
      { running_status: 'running', url: `http://lab-${objectId}.school.test:8080/`, lab_id: objectId, app_name: `lab-${objectId}`, docker_image: 'ghcr.io/acme/wiki:1.2', port: 8080 },
      { running_status: 'stopped', url: 'http://steam.school.test:8080/', lab_id: 'steam', app_name: 'steam', docker_image: 'ghcr.io/acme/wiki:1.2', port: 8080 },
    ])
    const gone = await desk.get(`/labs/${objectId}`, { who: 'owner', method: 'DELETE' })
    assert.equal(gone.status, 200)
    assert.match(gone.body, /"message"/)
    assert.equal((await desk.get('/apps/steam', { who: 'owner', method: 'DELETE' })).status, 200)
    assert.equal((await desk.get('/apps/steam', { who: 'owner', method: 'DELETE' })).status, 404)
    assert.equal(desk.images.all.size, 0)
  })
})
