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

  it('everything carries the labels of its engine and instance', () => {
    const made = make(service({ volumes: ['store:/x'] }))
    for (const group of [made.services, made.networks, made.volumes ?? {}]) {
      for (const { labels } of Object.values(group) as { labels: Record<string, string> }[]) {
        assert.equal(labels['berth.engine'], 'abcdefgh')
        assert.equal(labels['berth.instance'], 'notes')
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
    ['a template that asks for what is not there', 'services: { web: { image: "{{ fs.shared }}" } }', /docker-compose\.yml\.template/],
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
