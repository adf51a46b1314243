import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parse, stringify } from 'yaml'
import { Problem } from '../model/problem.ts'
import type { Place, Rendered } from './bundle.ts'
import { render } from './render.ts'
import { sampleMeta, samplePlace } from './samples.ts'

interface Made {
  readonly services: Record<
    string,
    Record<string, unknown> & { volumes: { type: string; source: string; target: string }[]; labels: Record<string, string>; networks: { default: { aliases: string[] } } }
  >
  readonly networks: Record<string, unknown>
  readonly volumes?: Record<string, { driver_opts: { device: string } }>
}

const service = (more: object): string => stringify({ services: { web: { image: 'sample:1', ...more } } })

describe('what an app may not have', () => {
  const table: readonly [string, object][] = [
    ['privileged mode', { privileged: true }],
    ['the capability SYS_ADMIN', { cap_add: ['SYS_ADMIN'] }],
    ['the capability cap_net_raw', { cap_add: ['cap_net_raw'] }],
    ['the network mode host', { network_mode: 'host' }],
    ['the network mode container:x', { network_mode: 'container:x' }],
    ['`pid`', { pid: 'host' }],
    ['`ipc`', { ipc: 'host' }],
    ['`userns_mode`', { userns_mode: 'host' }],
    ['`devices`', { devices: ['/dev/sda'] }],
    ['`cgroup_parent`', { cgroup_parent: '/' }],
    ['`runtime`', { runtime: 'x' }],
    ['`sysctls`', { sysctls: { a: 1 } }],
    ['`volumes_from`', { volumes_from: ['other'] }],
    ['`extends`', { extends: { file: '/etc/x.yml', service: 'x' } }],
    ['`gpus`', { gpus: 'all' }],
    ['`use_api_socket`', { use_api_socket: true }],
    ['`post_start`', { post_start: [{ command: 'x', privileged: true }] }],
    ['`secrets`', { secrets: ['x'] }],
    ["Docker's own socket", { volumes: ['/var/run/docker.sock:/s'] }],
    ["Docker's own socket", { volumes: [{ type: 'bind', source: '/run/docker.sock', target: '/s' }] }],
    ['the folder / of the machine', { volumes: ['/:/host'] }],
    ['the folder ../../other/data of the machine', { volumes: ['../../other/data:/x'] }],
    ['the folder ~/x of the machine', { volumes: ['~/x:/x'] }],
    ['the folder /data/instances/notes of the machine', { volumes: ['/data/instances/notes:/x'] }],
    ['the folder /data/instances/notes/.env of the machine', { volumes: ['/data/instances/notes/.env:/x'] }],
    ['the folder /data/instances/notes2/data of the machine', { volumes: ['/data/instances/notes2/data:/x'] }],
    ['a mount of the type npipe', { volumes: [{ type: 'npipe', source: 'x', target: '/x' }] }],
    ['a mount with options of its own', { volumes: [{ type: 'bind', source: './x', target: '/x', bind: { propagation: 'rshared' } }] }],
    ['the security option seccomp:unconfined', { security_opt: ['seccomp:unconfined'] }],
    ['the file or folder /etc/passwd', { env_file: '/etc/passwd' }],
    ['the file or folder ../../x', { env_file: [{ path: '../../x' }] }],
    ['the file or folder /', { build: '/' }],
    ['the file or folder ../data/env', { env_file: '../data/env' }],
    ['the folder ../data/.image/web of the machine', { volumes: ['../data/.image/web:/x'] }],
    ['mounting data/x apart from data, in which it lies', { volumes: ['../data:/d', '../data/x:/h'] }],
    ['mounting data/store apart from data, in which it lies', { volumes: ['store:/x', '../data:/d'] }],
    ['the folder that all apps share (fs.shared)', { volumes: ['{{ fs.shared }}/books:/x'] }],
    ['the data of all apps (fs.all_app_data)', { volumes: ['{{ fs.all_app_data }}:/x:ro'] }],
    ['a name for the machine itself', { extra_hosts: ['host.docker.internal:host-gateway'] }],
    ['a `$` variable outside', { volumes: ['${HOME}:/x'] }],
    ['a `$` variable outside', { image: '$IMAGE' }],
  ]
  for (const [what, more] of table) it(`${JSON.stringify(more)}: ${what}`, () => refuses(service(more), 'refused', what))

  it('a volume with a driver or options of its own, and keys at the top that read other files', () => {
    refuses(stringify({ services: {}, volumes: { x: { driver_opts: { device: '/' } } } }), 'refused', 'the volume x')
    refuses(stringify({ services: {}, volumes: { x: { external: true } } }), 'refused', 'the volume x')
    refuses(stringify({ services: {}, include: ['x.yml'] }), 'refused', '`include`')
    refuses(stringify({ services: {}, secrets: { x: { file: '/etc/shadow' } } }), 'refused', '`secrets`')
  })

  it('a folder inside another is fine where the outer one is only read, or is the same', () => {
    assert.ok(make(service({ volumes: ['../data:/d:ro', '../data/x:/h'] })))
    assert.ok(make(service({ volumes: ['../data/x:/a', '../data/x:/b', '../data/xy:/c'] })))
    assert.ok(make(service({ volumes: ['.:/app', './conf:/conf'] })))
  })

  it('whatever mounts are asked for, what comes out stays in the folder of the instance', () => {
    const source = fc.oneof(fc.string(), fc.constantFrom('/', '/etc', './a', '../data/b', '/data/instances/notes/data/c', '.', '..', 'volume'))
    const mount = fc.oneof(
      source.map((from) => `${from}:/x`),
      fc.record({ type: fc.constantFrom('bind', 'volume', 'tmpfs'), source, target: fc.constant('/x') }),
    )
    fc.assert(
      fc.property(fc.array(mount, { maxLength: 4 }), (volumes) => {
        const made = attempt(service({ volumes }))
        for (const { source: from, type } of made?.services['web']?.volumes ?? []) if (type === 'bind') assert.match(from, /^\/data\/instances\/notes\/(app|data)(\/|$)/)
        for (const { driver_opts: options } of Object.values(made?.volumes ?? {})) assert.match(options.device, /^\/data\/instances\/notes\/data\/[^/]/)
      }),
    )
  })
})

describe('any compose file at all', () => {
  it('is either refused in words or made into services that have nothing they may not', () => {
    const word = fc.constantFrom('', '/', 'host', 'true', '..', './a', '../data', '/etc:/etc', 'a:/b', '$X', 'unconfined', 'SYS_ADMIN', 'CHOWN', '0', 'none', '{{')
    const value = fc.oneof(word, fc.boolean(), fc.constant(null), fc.double(), fc.array(word, { maxLength: 2 }), fc.dictionary(word, word, { maxKeys: 2 }))
    const key = fc.constantFrom(...everyKey, '__proto__', 'x-mine', 'unheard_of')
    const services = fc.dictionary(fc.oneof(fc.constantFrom('web', 'db', 'constructor', '__proto__'), fc.string()), fc.dictionary(key, value, { maxKeys: 3 }), { maxKeys: 3 })
    fc.assert(
      fc.property(services, (more) => {
        const made = attempt(stringify({ services: { ...more, web: { image: 'sample:1', ...more['web'] } } }))
        for (const one of Object.values(made?.services ?? {})) assert.deepEqual(forbidden(one), [])
      }),
      { numRuns: 500 },
    )
  })
})

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
    assert.deepEqual(make(service({ deploy: { replicas: 9, resources: { limits } } })).services['web']?.['deploy'], { resources: { limits: { cpus: '0.5', memory: '64M' } } })
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

/** Keys of a service, allowed and not. */
const everyKey =
  'image build command environment env_file labels depends_on healthcheck volumes tmpfs user networks restart container_name ports network_mode privileged deploy cap_add security_opt extra_hosts stop_grace_period pid ipc devices volumes_from runtime sysctls gpus secrets configs use_api_socket'.split(
    ' ',
  )

/** What a finished service must not have, whatever was asked for. */
function forbidden(made: Made['services'][string]): readonly string[] {
  const never = 'privileged pid ipc devices volumes_from runtime sysctls gpus secrets configs use_api_socket network_mode ports container_name build extends'.split(' ')
  const bound = made.volumes.filter(({ type, source }) => type === 'bind' && !/^\/data\/instances\/notes\/(app|data)(\/|$)/.test(source))
  const capabilities = ((made['cap_add'] ?? []) as string[]).filter((name) => name !== 'CHOWN')
  return [...never.filter((key) => key in made), ...bound.map(({ source }) => source), ...capabilities, ...(made['restart'] === 'no' ? [] : ['restart'])]
}

function rendered(text: string, over: Partial<Place> = {}): Rendered {
  return render({ meta: sampleMeta(), text }, samplePlace(over))
}

function make(text: string): Made {
  return parse(rendered(text).compose) as Made
}

function attempt(text: string): Made | undefined {
  try {
    return make(text)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

function refuses(text: string, code: string, what: string): void {
  assert.throws(
    () => rendered(text),
    (error: unknown) => error instanceof Problem && error.code === code && error.message.includes(what),
  )
}
