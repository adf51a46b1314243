import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parse, stringify } from 'yaml'
import { refuses, rendered, service } from './render.testbed.ts'
import type { Made } from './render.testbed.ts'

describe('variables and other files', () => {
  const filled = (value: string, env: string): unknown =>
    (parse(rendered(service({ environment: { A: value } }), {}, { '.env': env }).compose) as { services: { web: { environment: { A: string } } } }).services.web.environment.A
  const table: readonly [string, string, string][] = [
    ['${V}', 'V=1', '1'],
    ['$V-$W', 'V=1', '1-'],
    ['${V:-none}', 'V=', 'none'],
    ['${V-none}', 'V=', ''],
    ['${V:-${W}}', 'W=x', 'x'],
    ['${V:+yes}', 'V=1', 'yes'],
    ['$$V', 'V=1', '$$V'],
    ['${V}', "V='a b' # c", 'a b'],
    ['${V}', 'export V="a\\nb"', 'a\nb'],
    ['${HOME}${PATH}', '', ''],
  ]
  for (const [value, env, expected] of table) it(`${value} with ${env} is ${expected}`, () => assert.equal(filled(value, env), expected))

  it('a variable that must have a value is asked for in its own words', () => refuses(service({ image: '${IMAGE:?name one}' }), 'bad-compose', 'name one'))

  it('files of the app are included, and services extended', () => {
    const files = {
      'common.yml': 'services: { base: { image: "base:1", environment: [A=1, B=1], volumes: ["x:/x", "y:/y"], command: [a, b] } }\nvolumes: { x: null, y: null }',
      'db.yml': 'services: { db: { image: "db:1" } }',
    }
    const text = stringify({ include: ['db.yml'], services: { web: { extends: { file: './common.yml', service: 'base' }, environment: { B: '2' }, volumes: ['z:/x'], command: ['c'] } } })
    const made = parse(rendered(text, {}, files).compose) as Made
    assert.deepEqual(Object.keys(made.services).sort(), ['db', 'web'])
    const web = made.services['web'] ?? assert.fail()
    assert.deepEqual([web['image'], web['environment'], web['command'], web.volumes.map(({ source, target }) => `${source}:${target}`)], ['base:1', { A: '1', B: '2' }, ['c'], ['y:/y', 'z:/x']])
  })

  it('files that are not there, and circles, are told', () => {
    refuses(stringify({ include: ['x.yml'], services: {} }), 'bad-compose', 'x.yml')
    refuses(stringify({ services: { web: { extends: 'web', image: 'a' } } }), 'bad-compose', 'circle')
    refuses(stringify({ services: { web: { extends: 'none', image: 'a' } } }), 'bad-compose', 'no such service')
  })

  it('an app that calls itself by name means the instance', () => {
    const text = service({ environment: { A: 'https://notes.{{ portal.domain }}/x', B: 'notes.{{portal.domain}}', C: 'my-notes.{{ portal.domain }}' } })
    const made = parse(rendered(text, { host: 'notes-2.home.arpa', url: 'http://notes-2.home.arpa:8080', domain: 'home.arpa' }).compose) as Made
    assert.deepEqual(made.services['web']?.['environment'], { A: 'http://notes-2.home.arpa:8080/x', B: 'notes-2.home.arpa', C: 'my-notes.home.arpa' })
  })
})
