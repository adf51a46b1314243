import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parse } from 'yaml'
import { Problem } from '../../model/problem.ts'
import type { Template } from '../bundle.ts'
import { render } from '../render.ts'
import { samplePlace } from '../samples.ts'
import { checkApp } from './check.ts'
import { readApp } from './read.ts'

const entry = { container_name: 'notes', container_port: 80, entrypoint_port: 'http' }
const oldMeta = { v: '1.0', app_version: '1', name: 'notes', icon: 'icon.svg', entrypoints: [entry], paths: { '': { access: 'public', headers: null } } }
const template = 'services: { notes: { image: "notes:1" } }'

describe('app_meta.json of every version', () => {
  const table: readonly [says: string, meta: object, expected: object][] = [
    ['1.0 gets its title from its name', { ...oldMeta, name: 'paper-less_ngx' }, { v: '1.3', pretty_name: 'Paper Less Ngx' }],
    ['a title that is there stays', { ...oldMeta, pretty_name: 'NOTES' }, { pretty_name: 'NOTES' }],
    [
      '1.1 and 1.2 pause when they stopped',
      { ...oldMeta, v: '1.1', pretty_name: 'N', lifecycle: { always_on: false, idle_time_for_shutdown: 3600 } },
      { lifecycle: { always_on: false, skip_pause: false, idle_for_pause: 3600 } },
    ],
    [
      'a pause is never shorter than the format allows',
      { ...oldMeta, v: '1.2', pretty_name: 'N', lifecycle: { idle_time_for_shutdown: 1 } },
      { lifecycle: { always_on: false, skip_pause: false, idle_for_pause: 5 } },
    ],
    ['a stop before the pause stays alone', { ...oldMeta, lifecycle: { idle_time_for_shutdown: 60, idle_for_stop: 60 } }, { lifecycle: { always_on: false, skip_pause: false, idle_for_stop: 60 } }],
    ['what is always on has no times', { ...oldMeta, lifecycle: { always_on: true, idle_time_for_shutdown: 60 } }, { lifecycle: { always_on: true, skip_pause: false } }],
    ['nulls are nothing', { ...oldMeta, store_info: null, lifecycle: null, minimum_portal_size: null }, { minimum_portal_size: 'xs', store_info: {} }],
    ['1.3 is as it is', { ...oldMeta, v: '1.3', pretty_name: 'N', paths: { '': { access: 'peer' } } }, { paths: { '': { access: 'peer' } } }],
  ]
  for (const [says, meta, expected] of table) it(says, () => assert.partialDeepStrictEqual(readMeta(meta), expected))

  const wrong: readonly [object | string, RegExp][] = [
    ['{', /app_meta\.json: it is no JSON/],
    ['[]', /app_meta\.json: it is no JSON object/],
    [{ ...oldMeta, v: undefined }, /app_meta\.json: v: it does not say which version.*1\.0, 1\.1, 1\.2 and 1\.3/],
    [{ ...oldMeta, v: '2.0' }, /app_meta\.json: v: "2\.0" is no version/],
    [{ ...oldMeta, name: 'No Name' }, /app_meta\.json: name: use 1 to 40/],
    [{ ...oldMeta, entrypoints: [{ ...entry, container_port: 99999 }] }, /app_meta\.json: entrypoints\.0\.container_port/],
    [{ ...oldMeta, v: '1.1' }, /app_meta\.json: pretty_name/],
  ]
  for (const [meta, reason] of wrong) it(`${JSON.stringify(meta).slice(0, 60)} is refused`, () => assert.throws(() => readMeta(meta), reason))
})

describe('app.json', () => {
  it('a single image with its database becomes services of one bundle', () => {
    const env = { DB: '{{ apps["notes"].postgres.host }}:{{ postgres.port }}', PASS: '{{ apps["notes"].postgres.password }}', URL: '{{ postgres.connection_string }}', PRICE: '5$', N: 3 }
    const app = legacy({ v: '3.2', image: 'notes:1.2', port: 8080, env_vars: env, services: ['postgres'], data_dirs: ['/data', { path: '/books', shared_dir: 'books' }] })
    const { compose, plan } = render(app, samplePlace({ grants: ['shared' as never] }))
    const { services } = parse(compose) as { services: Record<string, { environment: Record<string, string>; volumes: { source: string; target: string }[] }> }
    const password = services['postgres']?.environment['POSTGRES_PASSWORD'] ?? ''
    assert.match(password, /^\w{32}$/)
    assert.deepEqual(services['notes']?.environment, { DB: 'postgres:5432', PASS: password, URL: `postgresql://notes:${password}@postgres:5432/notes`, PRICE: '5$$', N: '3' })
    assert.deepEqual(
      services['notes'].volumes.map(({ source, target }) => `${source}:${target}`),
      ['/data/instances/notes/data/data:/data', '/data/shared/books:/books'],
    )
    assert.deepEqual(plan.services.find(({ name }) => name === 'notes')?.needs, [{ service: 'postgres', until: 'healthy' }])
    assert.deepEqual([app.meta.app_version, app.meta.paths['']?.access], ['1.2', 'private'])
  })

  it('since 5.0 it stands beside a template', () => {
    const files = { 'app.json': JSON.stringify({ v: '5.0', name: 'notes', app_version: '7', entrypoints: [entry] }), 'docker-compose.yml.template': template }
    assert.equal(readApp('notes', new Map(Object.entries(files))).text, template)
  })

  const wrong: readonly [object, RegExp][] = [
    [{ v: '6.0', image: 'x', port: 1 }, /app\.json: v: known are/],
    [{ image: 'x' }, /app\.json: port: it names no port/],
    [{ port: 80 }, /app\.json: image: it names no image/],
    [{ image: 'x', port: 1, services: ['mysql'] }, /app\.json: services\.0: of services only postgres/],
  ]
  for (const [what, reason] of wrong) it(`${JSON.stringify(what)} is refused`, () => assert.throws(() => legacy(what), reason))
})

describe('compose files with x-app', () => {
  it('keep what they say, and their data goes where data goes', () => {
    const app = xapp(
      'x-app: { title: T, version: 1.10, description: "First. Second." }\nservices: { web: { image: "a:1", ports: ["${port}:81"], environment: { P: "${pass}", Q: "{{ x }}" }, volumes: ["./data/x:/x"] } }',
    )
    assert.deepEqual([app.meta.app_version, app.meta.pretty_name, app.meta.store_info.description_short], ['1.10', 'T', 'First.'])
    const { compose, plan, newSecrets } = render(app, samplePlace())
    const { web } = (parse(compose) as { services: { web: { environment: Record<string, string>; volumes: { source: string }[] } } }).services
    assert.deepEqual(web.environment, { P: newSecrets.get('pass'), Q: '{{ x }}' })
    assert.equal(web.volumes[0]?.source, '/data/instances/notes/data/x')
    assert.equal(plan.entries[0]?.port, 81)
  })

  it('without x-app, or without a way in, it is said what is missing', () => {
    assert.throws(() => xapp(template), /has no x-app/)
    assert.throws(() => xapp('x-app: { title: T }\nservices: { web: { image: a } }'), /no service publishes a port/)
  })
})

describe('anything at all', () => {
  it('is read, or refused in words', () => {
    const file = fc.constantFrom('app_meta.json', 'app.json', 'compose.yaml')
    const known = fc.constantFrom('v', 'name', 'image', 'port', 'paths', 'entrypoints', 'lifecycle', 'services', 'data_dirs', 'env_vars', 'x-app', '__proto__')
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('1.0', '1.2', '5.0', 'notes', 80, null, [], {}))
    fc.assert(
      fc.property(file, fc.dictionary(known, value), (name, said) => {
        const files = new Map([[name, JSON.stringify(said)]])
        assert.ok(Array.isArray(checkApp('notes', files, [])))
        try {
          assert.equal(readApp('notes', files).meta.v, '1.3')
        } catch (error) {
          assert.ok(error instanceof Problem, String(error))
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('in a template is checked to its end', () => {
    const known = fc.constantFrom('image', 'build', 'volumes', 'environment', 'env_file', 'depends_on', 'networks', 'cap_add', 'devices', 'extends', 'healthcheck', 'pid', '__proto__')
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('web', './x:/y', ['web'], ['/dev/sda'], { web: null }, { context: '..' }, true))
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('web', 'db', '__proto__'), fc.dictionary(known, value)), (services) => {
        const files = { 'app_meta.json': JSON.stringify(oldMeta), 'docker-compose.yml.template': JSON.stringify({ services }) }
        const faults = checkApp('notes', new Map(Object.entries(files)), [])
        assert.ok(
          faults.every(({ where, reason }) => where !== '' && reason !== '' && !/Cannot read|is not a function/.test(reason)),
          JSON.stringify(faults),
        )
      }),
      { numRuns: 1000 },
    )
  })
})

function readMeta(meta: object | string): Template['meta'] {
  const text = typeof meta === 'string' ? meta : JSON.stringify(meta)
  return readApp(
    'notes',
    new Map([
      ['app_meta.json', text],
      ['docker-compose.yml.template', template],
    ]),
  ).meta
}

function legacy(more: object): Template {
  return readApp('notes', new Map([['app.json', JSON.stringify({ name: 'notes', ...more })]]))
}

function xapp(text: string): Template {
  return readApp('notes', new Map([['compose.yaml', text]]))
}
