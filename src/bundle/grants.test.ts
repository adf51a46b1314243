import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parse, stringify } from 'yaml'
import { Grant } from '../model/grant.ts'
import type { Ask } from '../model/grant.ts'
import { Problem } from '../model/problem.ts'
import { refuses, rendered, service } from './render.testbed.ts'
import type { Made } from './render.testbed.ts'
import { sampleMeta } from './samples.ts'
import { survey } from './survey.ts'

describe('what an app may have when its owner grants it', () => {
  const table: readonly [grant: string, what: string, reach: Ask['reach'], asked: object, made: object][] = [
    ['privileged', 'privileged mode', 'machine', { privileged: true }, { privileged: true }],
    ['capability:SYS_ADMIN', 'the capability SYS_ADMIN', 'machine', { cap_add: ['SYS_ADMIN'] }, { cap_add: ['SYS_ADMIN'] }],
    ['capability:NET_RAW', 'the capability NET_RAW', 'part', { cap_add: ['cap_net_raw'] }, { cap_add: ['cap_net_raw'] }],
    ['capability:SYS_TIME', 'the capability SYS_TIME', 'machine', { cap_add: ['SYS_TIME'] }, { cap_add: ['SYS_TIME'] }],
    ['security:seccomp:unconfined', 'the security option', 'machine', { security_opt: ['seccomp:unconfined'] }, { security_opt: ['no-new-privileges:true', 'seccomp:unconfined'] }],
    ['network:host', "the machine's own network", 'part', { network_mode: 'host' }, { network_mode: 'host', networks: undefined }],
    ['pid:host', 'the processes of the machine', 'machine', { pid: 'host' }, { pid: 'host' }],
    ['ipc:host', 'the shared memory of the machine', 'machine', { ipc: 'host' }, { ipc: 'host' }],
    ['userns:host', 'the user ids of the machine', 'machine', { userns_mode: 'host' }, { userns_mode: 'host' }],
    ['device:/dev/dri', 'the device /dev/dri', 'part', { devices: ['/dev/dri:/dev/dri'] }, { devices: ['/dev/dri:/dev/dri'] }],
    ['device:/dev/sda', 'the device /dev/sda', 'machine', { devices: ['/dev/x/../sda'] }, {}],
    ['docker-socket', "Docker's own socket", 'machine', { volumes: ['/var/run/docker.sock:/s:ro'] }, { volumes: [{ type: 'bind', source: '/var/run/docker.sock', target: '/s', read_only: true }] }],
    ['folder:/', 'the folder / of the machine', 'machine', { volumes: ['/:/host'] }, { volumes: [{ type: 'bind', source: '/', target: '/host' }] }],
    ['folder:/srv/music:ro', 'the folder /srv/music of the machine, to read', 'part', { volumes: ['/srv/music:/m:ro'] }, {}],
    ['folder:/srv/music', 'the folder /srv/music of the machine', 'part', { volumes: ['/srv/music:/m'] }, {}],
    ['file:/etc/app.env', 'the file /etc/app.env of the machine', 'machine', { env_file: '/etc/app.env' }, { env_file: ['/etc/app.env'] }],
    ['host-gateway', 'a name for the machine itself', 'part', { extra_hosts: ['host.docker.internal:host-gateway'] }, {}],
    [
      'shared',
      'the folder that apps share',
      'part',
      { volumes: ['{{ fs.shared }}/books:/b'] },
      { volumes: [{ type: 'bind', source: '/data/shared/books', target: '/b', bind: { create_host_path: false } }] },
    ],
    [
      'shared',
      'the folder that apps share',
      'part',
      { volumes: ['{{ fs.shared }}:/s:ro'] },
      { volumes: ['books', 'music'].map((name) => ({ type: 'bind', source: `/data/shared/${name}`, target: `/s/${name}`, read_only: true, bind: { create_host_path: false } })) },
    ],
    [
      'all-app-data',
      'the data of all apps',
      'part',
      { volumes: ['{{ fs.all_app_data }}:/all'] },
      { volumes: [{ type: 'bind', source: '/data/instances/other/data', target: '/all/other', read_only: true, bind: { create_host_path: false } }] },
    ],
  ]
  for (const [grant, what, reach, asked, expected] of table) {
    it(`${JSON.stringify(asked)}: ${grant}`, () => {
      refuses(service(asked), 'refused', what)
      const [ask] = survey({ meta: sampleMeta(), text: service(asked) }).asks
      assert.deepEqual([ask?.grant, ask?.reach, ask?.service], [grant, reach, 'web'])
      const made = parse(rendered(service(asked), { grants: [Grant.parse(grant)] }).compose) as Made
      const web: Record<string, unknown> = made.services['web'] ?? {}
      for (const [key, value] of Object.entries(expected)) assert.deepEqual(web[key], value)
    })
  }

  it('a grant for one thing is none for another, and all that is missing is named at once', () => {
    const asked = service({ privileged: true, volumes: ['/srv/a:/a', '/srv/b:/b'] })
    const grants = [Grant.parse('folder:/srv/a'), Grant.parse('folder:/srv')]
    assert.throws(
      () => rendered(asked, { grants }),
      (error: unknown) => error instanceof Problem && error.values['grants'] === 'privileged folder:/srv/b',
    )
  })

  it('a file of the machine that it includes or extends is asked for, and read when it was granted', () => {
    const text = stringify({ include: ['/srv/more.yml'], services: { web: { image: 'web:1', extends: { file: '/srv/base.yml', service: 'base' } } } })
    const wanted = ['file:/srv/more.yml', 'file:/srv/base.yml'].map((grant) => Grant.parse(grant))
    assert.deepEqual(
      survey({ meta: sampleMeta(), text }).asks.map(({ grant }) => grant),
      wanted,
    )
    refuses(text, 'refused', 'the file /srv/more.yml of the machine, the file /srv/base.yml of the machine')
    const granted = new Map([
      ['/srv/more.yml', 'services: { db: { image: "db:1" } }'],
      ['/srv/base.yml', 'services: { base: { environment: { A: "1" } } }'],
    ])
    const made = parse(rendered(text, { grants: wanted, granted }).compose) as Made
    assert.deepEqual(Object.keys(made.services).sort(), ['db', 'web'])
    assert.deepEqual(made.services['web']?.['environment'], { A: '1' })
  })

  it('a file that was granted and is not there is told', () => {
    const text = stringify({ include: ['/srv/more.yml'], services: { web: { image: 'web:1' } } })
    assert.throws(() => rendered(text, { grants: [Grant.parse('file:/srv/more.yml')] }), /the machine has no such file/)
  })

  it('what is read from there is judged like everything else', () => {
    const text = stringify({ include: ['/srv/more.yml'], services: { web: { image: 'web:1' } } })
    const granted = new Map([['/srv/more.yml', 'services: { db: { image: "db:1", privileged: true } }']])
    assert.throws(() => rendered(text, { grants: [Grant.parse('file:/srv/more.yml')], granted }), /privileged mode \(service db\)/)
  })

  it('an entry without a sign-in is asked for unless everything is public', () => {
    const entrypoints = [{ container_name: 'web', container_port: 1883, entrypoint_port: 'mqtt' }]
    const asks = (access: string): readonly string[] => survey({ meta: sampleMeta({ entrypoints, paths: { '': { access } } }), text: service({}) }).asks.map(({ grant }) => grant)
    assert.deepEqual(asks('private'), ['port:1883'])
    assert.deepEqual(asks('public'), [])
  })
})
