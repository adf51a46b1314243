import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeKey } from '../../access/keys/keys.testbed.ts'
import { ProjectDesk } from './projects.testbed.ts'

const [laptop, ci] = [await makeKey(['-t', 'ed25519'], 'ben@laptop'), await makeKey(['-t', 'ecdsa'], 'ci')]

async function arrange(): Promise<ProjectDesk> {
  const desk = await ProjectDesk.open()
  await desk.person('ben', 'member')
  await desk.person('eve', 'member')
  await desk.person('gus', 'guest')
  await desk.project('blog', 'ben')
  return desk
}

interface Key {
  readonly id: string
  readonly label: string
  readonly fingerprint: string
}
const keysOf = async (answer: Response): Promise<readonly Key[]> => (await answer.json()) as readonly Key[]

test('everybody has SSH keys of their own, which nobody else sees or removes', async () => {
  await using desk = await arrange()
  const [key] = await keysOf(await desk.ask('ben', 'POST', '/api/keys', { keys: laptop.line }))
  assert.deepEqual([key?.label, key?.fingerprint], ['ben@laptop', laptop.fingerprint])
  assert.deepEqual([await keysOf(await desk.ask('ben', 'GET', '/api/keys')), await keysOf(await desk.ask('eve', 'GET', '/api/keys'))], [[key], []])
  assert.equal(await desk.status('eve', 'DELETE', `/api/keys/${key?.id}`), 404)
  assert.deepEqual([await desk.status('gus', 'GET', '/api/keys'), await desk.status('gus', 'POST', '/api/keys', { keys: ci.line }), await desk.status('ben/run', 'GET', '/api/keys')], [403, 403, 403])
  assert.equal(await desk.status('ben', 'DELETE', `/api/keys/${key?.id}`), 200)
  assert.deepEqual((await desk.audit()).slice(0, 2), [`ben (token): remove SSH key ${laptop.fingerprint}: ${key?.id}`, `ben (token): add SSH key ${laptop.fingerprint}: ${key?.id}`])
})

test('what is wrong with a key is said in the answer, and a private one is in no answer and no audit', async () => {
  await using desk = await arrange()
  const answer = await desk.ask('ben', 'POST', '/api/keys', { keys: `${laptop.line}\n${ci.secret}` })
  const text = await answer.text()
  assert.deepEqual([answer.status, (JSON.parse(text) as { readonly code: string }).code], [400, 'ssh-key-private'])
  const body = ci.secret.split('\n')[1] ?? ''
  assert.ok(body.length > 20 && !(text + (await desk.audit()).join()).includes(body.slice(0, 20)))
  assert.equal(await desk.status('ben', 'POST', '/api/keys', { keys: laptop.line.slice(0, 30) }), 400)
  assert.deepEqual(await keysOf(await desk.ask('ben', 'GET', '/api/keys')), [])
})

test('deploy keys are of a project, for those whose it is', async () => {
  await using desk = await arrange()
  await desk.project('shop', 'ben')
  const [key] = await keysOf(await desk.ask('ben', 'POST', '/api/projects/blog/keys', { keys: ci.line, label: 'CI' }))
  assert.deepEqual(await keysOf(await desk.ask('ben', 'GET', '/api/projects/blog/keys')), [key])
  assert.deepEqual(await keysOf(await desk.ask('ben', 'GET', '/api/keys')), [])
  const again = await desk.ask('ben', 'POST', '/api/keys', { keys: ci.line })
  assert.match(await again.text(), /a deploy key of blog, as “CI”/)
  const paths = [`/api/projects/shop/keys/${key?.id}`, `/api/keys/${key?.id}`]
  for (const path of paths) assert.equal(await desk.status('ben', 'DELETE', path), 404, path)
  assert.equal(await desk.status('eve', 'DELETE', `/api/projects/blog/keys/${key?.id}`), 404)
  assert.equal(await desk.status('ben', 'DELETE', `/api/projects/blog/keys/${key?.id}`), 200)
})
