import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { attempt, make, refuses, service } from './render.testbed.ts'
import type { Made } from './render.testbed.ts'

describe('what an app may not have', () => {
  const table: readonly [string, object][] = [
    ['the network mode container:x', { network_mode: 'container:x' }],
    ['`pid: service:web`', { pid: 'service:web' }],
    ['`cgroup_parent`', { cgroup_parent: '/' }],
    ['`runtime`', { runtime: 'x' }],
    ['`sysctls`', { sysctls: { a: 1 } }],
    ['`volumes_from`', { volumes_from: ['other'] }],
    ['`gpus`', { gpus: 'all' }],
    ['`use_api_socket`', { use_api_socket: true }],
    ['`post_start`', { post_start: [{ command: 'x', privileged: true }] }],
    ['`secrets`', { secrets: ['x'] }],
    ['the folder ../../other/data of the machine', { volumes: ['../../other/data:/x'] }],
    ['the folder ~/x of the machine', { volumes: ['~/x:/x'] }],
    ['the folder /data of the machine', { volumes: ['/data:/x'] }],
    ['the folder /data/instances/notes of the machine', { volumes: ['/data/instances/notes:/x'] }],
    ['the folder /data/instances/notes/.env of the machine', { volumes: ['/data/instances/notes/.env:/x'] }],
    ['the folder /data/instances/notes2/data of the machine', { volumes: ['/data/instances/notes2/data:/x'] }],
    ['a mount of the type npipe', { volumes: [{ type: 'npipe', source: 'x', target: '/x' }] }],
    ['a mount with options of its own', { volumes: [{ type: 'bind', source: './x', target: '/x', bind: { propagation: 'rshared' } }] }],
    ['the file ../../x', { env_file: [{ path: '../../x' }] }],
    ['building the folder /', { build: '/' }],
    ['the file ../data/env', { env_file: '../data/env' }],
    ['the folder ../data/.image/web of the machine', { volumes: ['../data/.image/web:/x'] }],
    ['mounting data/x apart from data, in which it lies', { volumes: ['../data:/d', '../data/x:/h'] }],
    ['mounting data/store apart from data, in which it lies', { volumes: ['store:/x', '../data:/d'] }],
    ['the security option  ("security:")', { security_opt: [''] }],
    ['the folder /a\nb of the machine', { volumes: ['/a\nb:/x'] }],
    ['a folder within a folder of the shared one', { volumes: ['{{ fs.shared }}/books/new:/x'] }],
    ['reading the compose file /data/x.yml', { extends: { file: '/data/x.yml', service: 'x' } }],
  ]
  for (const [what, more] of table) it(`${JSON.stringify(more)}: ${what}`, () => refuses(service(more), 'refused', what))

  it('a volume with a driver or options of its own, and keys at the top that read other files', () => {
    refuses(stringify({ services: {}, volumes: { x: { driver_opts: { device: '/' } } } }), 'refused', 'the volume x')
    refuses(stringify({ services: {}, volumes: { x: { external: true } } }), 'refused', 'the volume x')
    refuses(stringify({ services: {}, include: ['../../x.yml'] }), 'refused', 'reading the compose file ../../x.yml')
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
