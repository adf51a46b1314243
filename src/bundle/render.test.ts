import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parse, stringify } from 'yaml'
import { Problem } from '../model/problem.ts'
import { make, rendered, service } from './render.testbed.ts'
import type { Made } from './render.testbed.ts'

describe('what is made of a compose file', () => {
  it('nothing is published, restarted by Docker or named for all: inner names resolve on the one network', () => {
    const web = make(service({ ports: ['80:80'], restart: 'always', container_name: 'notes-web', networks: { portal: { aliases: ['n'] } } })).services['web']
    assert.deepEqual(
      Object.keys(web ?? {}).filter((key) => ['ports', 'container_name', 'build'].includes(key)),
      [],
    )
    assert.equal(web?.['restart'], 'no')
    assert.deepEqual(web.networks.default.aliases, ['n', 'notes-web'])
    assert.deepEqual(web['security_opt'], ['no-new-privileges:true'])
    assert.deepEqual(web['logging'], { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } })
    assert.equal(web['pids_limit'], 2048)
  })

  it('files of the environment start in the folder of the app, which nobody writes to', () => {
    const web = make(service({ env_file: ['.env', { path: 'more.env', required: false }], volumes: ['./conf:/conf'] })).services['web']
    assert.deepEqual(web?.['env_file'], ['/data/instances/notes/app/.env', { path: '/data/instances/notes/app/more.env', required: false }])
    assert.deepEqual(web.volumes, [{ type: 'bind', source: '/data/instances/notes/app/conf', target: '/conf', read_only: true }])
  })

  it('of the limits only those on processor, memory and processes are kept', () => {
    const limits = { cpus: '0.5', memory: '64M', devices: [{ capabilities: ['gpu'] }] }
    assert.deepEqual(make(service({ deploy: { replicas: 9, resources: { limits } } })).services['web']?.['deploy'], { resources: { limits: { cpus: '0.5', memory: '64M', pids: 2048 } } })
  })

  it('who writes all of the data cannot reach the place of image volumes', () => {
    const images = new Map([['sample:1', { volumes: ['/cache'] }]])
    const made = parse(rendered(service({ volumes: ['../data:/d'] }), { images }).compose) as Made
    assert.deepEqual(
      made.services['web']?.volumes.map(({ type, target }) => `${type} ${target}`),
      ['bind /d', 'volume /cache', 'tmpfs /d/.image'],
    )
  })

  it('everything carries the labels of its engine and instance', () => {
    const made = make(service({ volumes: ['store:/x'] }))
    for (const group of [made.services, made.networks, made.volumes ?? {}]) {
      for (const { labels } of Object.values(group) as { labels: Record<string, string> }[]) {
        assert.equal(labels['berth.engine'], 'abcdefgh')
        assert.equal(labels['berth.instance'], 'notes')
        assert.equal('berth.digest' in labels, group === made.services)
      }
    }
  })

  it('named volumes and those the image declares get a folder below data', () => {
    const images = new Map([['sample:1', { volumes: ['/cache', '/covered'] }]])
    const { compose, folders } = rendered(service({ volumes: ['store:/x', '{{ fs.app_data }}/own:/own', './conf:/conf:ro', 'c:/covered'] }), { images })
    const made = parse(compose) as Made
    assert.deepEqual(
      folders.map(({ path }) => path),
      ['data/store', 'data/own', 'data/c', 'data/.image/web/cache'],
    )
    assert.equal(made.volumes?.['store']?.driver_opts.device, '/data/instances/notes/data/store')
    assert.equal(made.services['web']?.volumes[2]?.source, '/data/instances/notes/app/conf')
  })

  it('the plan knows order, health, grace and the way in', () => {
    const text = stringify({
      services: {
        web: { image: 'a:1', depends_on: { db: { condition: 'service_healthy' }, init: { condition: 'service_completed_successfully' } }, stop_grace_period: '1m30s' },
        db: { image: 'b:1', healthcheck: { test: 'true' }, depends_on: ['init'] },
        init: { image: 'c:1' },
      },
    })
    const { plan } = rendered(text)
    assert.deepEqual(
      plan.services.map(({ name, needs, healthcheck, grace }) => [name, needs.map((need) => `${need.service} ${need.until}`), healthcheck, grace]),
      [
        ['web', ['db healthy', 'init completed'], false, 90],
        ['db', ['init started'], true, 10],
        ['init', [], false, 10],
      ],
    )
    assert.deepEqual(plan.entries, [{ service: 'web', port: 80, protocol: 'http' }])
  })

  it('a grace is whole seconds, and ten minutes at most', () => {
    const graces = ['20m', 1.5, -4, '1.2.3s', '500ms', 'soon'].map((grace) => rendered(service({ stop_grace_period: grace })).plan.services[0]?.grace)
    assert.deepEqual(graces, [600, 2, 0, 3, 1, 10])
  })

  it('the same file makes the same digest, another file another', () => {
    assert.equal(rendered(service({})).plan.digest, rendered(service({})).plan.digest)
    assert.notEqual(rendered(service({})).plan.digest, rendered(service({ environment: { A: '1' } })).plan.digest)
  })

  it('a secret is made once and used again', () => {
    const text = service({ environment: { A: "{{ secret('a') }}", B: "{{ secret('a') }}" } })
    const { newSecrets, compose } = rendered(text)
    const made = (parse(compose) as { services: { web: { environment: Record<string, string> } } }).services.web.environment
    assert.match(made['A'] ?? '', /^\w{32}$/)
    assert.equal(made['A'], made['B'])
    assert.equal(newSecrets.get('a'), made['A'])
    assert.equal(rendered(text, { secrets: new Map([['a', 'kept']]) }).newSecrets.size, 0)
  })
})

describe('what is not right is told with its place', () => {
  const table: readonly [string, string, RegExp][] = [
    ['no YAML', 'services:\n  web: [', /line 2/],
    ['no services', 'x: 1', /services/],
    ['an empty list of services', 'services: {}', /services: there is none/],
    ['an image missing', 'services: { web: {} }', /services\.web\.image/],
    ['a wrong kind', 'services: { web: { image: 7 } }', /services\.web\.image/],
    ['a dependency that is not there', 'services: { web: { image: a, depends_on: [db] } }', /no service db/],
    ['a circle', 'services: { web: { image: a, depends_on: [b] }, b: { image: a, depends_on: [web] } }', /circle/],
    ['a name that no service can have', 'services: { web: { image: a }, "a b": { image: a } }', /services\.a b/],
    ['a dependency called like something every object has', 'services: { web: { image: a, depends_on: [constructor] } }', /no service constructor/],
    ['a template that asks for what is not there', 'services: { web: { image: "{{ fs.nothing }}" } }', /docker-compose\.yml\.template/],
    ['a template without an end', 'services: {% for x in range(100000000) %}{% endfor %}', /docker-compose\.yml\.template/],
    ['an entry that leads nowhere', 'services: { other: { image: a } }', /entrypoints\.0\.container_name/],
  ]
  for (const [says, text, pattern] of table) {
    it(says, () =>
      assert.throws(
        () => rendered(text),
        (error: unknown) => error instanceof Problem && pattern.test(error.message),
      ),
    )
  }
})
