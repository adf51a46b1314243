import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ImageGuess, RegisterBody } from '../../model/image.ts'
import { bodyOf, draftOf, faultOf, isCpus, isMemory, isPort, isWhole } from './formdraft.ts'
import { kindOf } from './pasted.ts'

const guess = ImageGuess.parse({
  name: 'notes',
  images: { web: 'ghcr.io/harbour/notes:1.2' },
  port: 8080,
  ports: [8080],
  env: [{ name: 'GREETING', value: 'a "b" # c' }],
  volumes: { data: '/data' },
  bytes: 40_000_000,
  digest: `sha256:${'ab'.repeat(32)}`,
  tags: ['1.3'],
  notes: [],
  here: false,
})

describe('what is pasted', () => {
  const cases = [
    ['nginx', 'image'],
    [' ghcr.io/x/y:1.2 ', 'image'],
    ['localhost:5000/a/b@sha256:0123', 'image'],
    ['[::1]:5000/a', 'image'],
    ['docker run -d -p 80:80 nginx', 'run'],
    ['$ sudo docker run \\\n  nginx', 'run'],
    ['podman container run nginx', 'run'],
    ['services:\n  web:\n    image: nginx', 'compose'],
    ['# mine\nversion: "3"\nservices:\n  web: {}', 'compose'],
    ['{"services": {}}', 'compose'],
    ['what is this', undefined],
    ['docker running', undefined],
    ['<b>x</b>', undefined],
    ['-v', undefined],
    ['', undefined],
  ] as const
  for (const [text, kind] of cases) it(`${JSON.stringify(text)}: ${String(kind)}`, () => assert.equal(kindOf(text), kind))
})

describe('the form of an image', () => {
  it('is what the image says of itself, and can be sent as it is', () => {
    const draft = draftOf(guess)
    assert.equal(isWhole(draft), true)
    const body = bodyOf(draft, 'image', ' ghcr.io/harbour/notes:1.2\n')
    assert.deepEqual(body, {
      image: 'ghcr.io/harbour/notes:1.2',
      name: 'notes',
      port: 8080,
      env: { GREETING: 'a "b" # c' },
      volumes: { data: '/data' },
      access: 'private',
      policy: { take: 'ask', every: 60, from: 0, to: 0 },
    })
    assert.ok(RegisterBody.safeParse({ ...body }).success)
  })

  it('asks for the port where the image does not say it', () => {
    assert.equal(isWhole(draftOf({ ...guess, port: null })), false)
    assert.deepEqual(
      ['', '0', '65536', '80a', '8.5', '-1', '8506', ' 80 '].filter((text) => isPort(text)),
      ['8506', ' 80 '],
    )
  })

  it('takes a limit that the engine takes, and nothing that would be none', () => {
    for (const cpus of ['', ' 1.5 ', '0.25', '256']) assert.ok(isCpus(cpus), cpus)
    for (const cpus of ['1,5', 'two', '0', '-1', '257', '1e2', '.5']) {
      assert.ok(!isCpus(cpus), cpus)
      assert.ok(!isWhole({ ...draftOf(guess), cpus }), cpus)
    }
    for (const memory of ['', '512m', ' 2G ', '2gb']) assert.ok(isMemory(memory), memory)
    for (const memory of ['512', '0m', '1.5g', 'much']) {
      assert.ok(!isMemory(memory), memory)
      assert.ok(!isWhole({ ...draftOf(guess), memory }), memory)
    }
  })

  it('says what is wrong with a folder', () => {
    const rows = [
      { key: 0, name: 'data', path: '/data' },
      { key: 1, name: 'data', path: '/more' },
      { key: 2, name: 'Data', path: '/x' },
      { key: 3, name: 'up', path: '/a/../b' },
      { key: 4, name: 'root', path: '/' },
    ]
    assert.deepEqual(
      rows.map((row) => faultOf(row, rows)),
      ['double', 'double', 'name', 'path', 'path'],
    )
  })
})
