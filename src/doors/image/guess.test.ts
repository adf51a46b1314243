import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ImageSettings } from '../../model/image.ts'
import { guess, volumesOf } from './guess.ts'
import { calledAfter, freeName, slugged } from './labels.ts'
import { parseReference } from './reference.ts'
import { Config } from './registry/manifest.ts'

const of = (config: object): ReturnType<typeof guess> => guess(Config.parse({ config }))
const exposing = (...ports: readonly string[]): object => ({ ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])) })

describe('what an image says of itself', () => {
  const table: readonly (readonly [string, object, number | null])[] = [
    ['the only port it exposes', exposing('7777/tcp'), 7777],
    ['of several the usual one', exposing('22/tcp', '443/tcp', '3000/tcp'), 3000],
    ['of several the one it says it uses', { ...exposing('80/tcp', '9000/tcp'), Env: ['PORT=9000'] }, 9000],
    ['the one it says it uses', { Env: ['PORT=4000'] }, 4000],
    ['unclear: nothing is exposed', {}, null],
    ['unclear: none of several is usual', exposing('5432/tcp', '9999/tcp'), null],
    ['unclear: only UDP', exposing('53/udp'), null],
    ['unclear: what is exposed is no port', exposing('70000/tcp'), null],
    ['unclear: what it says is no port', { Env: ['PORT=x'] }, null],
    ['nothing at all', { ExposedPorts: null, Env: null, Volumes: null }, null],
  ]
  for (const [what, config, port] of table) it(`where it listens: ${what}`, () => assert.equal(of(config).port, port))

  it('shows the variables that somebody may want to set, and no others', () => {
    const env = ['PATH=/bin', 'NODE_VERSION=24.1', 'GPG_KEY=A', 'LANG=C', 'APP_MODE=fast=er', 'EMPTY=', 'PYTHON_SHA256=1']
    assert.deepEqual(of({ Env: env }).env, [
      { name: 'APP_MODE', value: 'fast=er' },
      { name: 'EMPTY', value: '' },
    ])
  })

  it('gives each folder that is kept a name of its own', () => {
    assert.deepEqual(of({ Volumes: { '/var/lib/mysql': {}, '/config/': {}, '/a/data': {}, '/b/data': {}, '/': {}, '/x/../y': {} } }).volumes, {
      data: '/a/data',
      'b-data': '/b/data',
      config: '/config',
      mysql: '/var/lib/mysql',
    })
  })

  it('any folders at all become settings that hold, each folder once', () => {
    const part = fc.oneof(fc.constantFrom('data', 'a', 'Ä', '..', '-'), fc.string({ minLength: 1, maxLength: 5 }))
    const paths = fc.array(
      fc.array(part, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(paths, (folders) => {
        const volumes = volumesOf(folders)
        ImageSettings.parse({ volumes })
        assert.equal(new Set(Object.values(volumes)).size, Object.keys(volumes).length)
      }),
    )
  })
})

describe('what an app of an image is called', () => {
  it('after its repository, and with a number where that is taken', async () => {
    assert.deepEqual(
      ['nginx', 'ghcr.io/x/My_App:1'.toLowerCase(), 'a/b.c@sha256:' + 'a'.repeat(64)].map((image) => calledAfter(parseReference(image))),
      ['nginx', 'my-app', 'b-c'],
    )
    const taken = new Set(['nginx', 'nginx-2'])
    const free = async (wished: string): Promise<string> => await freeName(wished, async (name) => await Promise.resolve(taken.has(name)))
    assert.deepEqual([await free('nginx'), await free('new'), await free('www'), await free('---'), (await free('x'.repeat(60))).length], ['nginx-3', 'new', 'www-2', 'data', 40])
    assert.equal(slugged('A  b!'), 'a-b')
  })
})
