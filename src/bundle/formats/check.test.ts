import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkApp } from './check.ts'

const entry = { container_name: 'web', container_port: 80, entrypoint_port: 'http' }
const good = {
  v: '1.3',
  app_version: '1',
  name: 'notes',
  pretty_name: 'Notes',
  icon: 'icon.svg',
  entrypoints: [entry],
  paths: { '': { access: 'public' } },
  store_info: { description_short: 'Notes.' },
}

function check(meta: object, template: string, names = ['icon.svg']): ReturnType<typeof checkApp> {
  const files = new Map([
    ['app_meta.json', JSON.stringify(meta)],
    ['docker-compose.yml.template', template],
  ])
  return checkApp('notes', files, names)
}

function places(meta: object, template: string): readonly string[] {
  return check(meta, template).map(({ where }) => where)
}

describe('what an author is told', () => {
  it('nothing, when all is well', () => assert.deepEqual(check(good, 'services: { web: { image: "web:1" } }'), []))

  it('every wrong field at once, and what is wrong with how it runs', () => {
    const wrong = { ...good, app_version: 3, icon: undefined, entrypoints: [{ ...entry, container_port: 0 }], lifecycle: { idle_for_pause: 1 } }
    assert.deepEqual(places(wrong, 'services: { web: { image: "web:1", command: {}, volumes: 7, sysctls: {} }, db: { image: 7 } }'), [
      'app_meta.json: app_version',
      'app_meta.json: icon',
      'app_meta.json: entrypoints.0.container_port',
      'app_meta.json: lifecycle.idle_for_pause',
      'docker-compose.yml.template: services.web.volumes',
      'docker-compose.yml.template: services.db.image',
    ])
  })

  it('everything that cannot be, in every service, entry and path', () => {
    const entries = [{ ...entry, container_name: 'lost' }, entry, { ...entry, container_name: 'gone' }]
    const wrong = { ...good, name: 'other', entrypoints: entries, paths: { '': { access: 'public', headers: { X: '{{ 1 +' } } } }
    const template = `
      services:
        web: { image: "web:1", sysctls: {}, network_mode: "service:db", volumes: [ "~/x:/x", "{{ fs.app_data }}/a:/a", "/srv:/srv" ], depends_on: [nobody] }
        db: { cpu_rt_runtime: 1 }
      secrets: {}
      configs: {}`
    assert.deepEqual(places(wrong, template), [
      'app_meta.json: name',
      'secrets',
      'configs',
      'services.web.network_mode',
      'services.web.sysctls',
      'services.web.volumes.0',
      'services.db.cpu_rt_runtime',
      'services.web.depends_on',
      'services.db.image',
      'app_meta.json: entrypoints.0.container_name',
      'app_meta.json: entrypoints.2.container_name',
      'app_meta.json: paths..headers.X',
      'services.web.volumes.2',
    ])
  })

  it('passwords that are the same for all, wherever they stand', () => {
    const template = `services:
  web:
    image: web:1
    env_file: ./web.env
    environment: { A_TOKEN: "{{ secret('a') }}", B_TOKEN: b, URL: "redis://:{{ secret('r') }}@db", D_PASS_FILE: /run/d, E_SECRET: "\${E}", F_SECRET: "\${F}" }`
    const texts = { 'app_meta.json': JSON.stringify(good), 'docker-compose.yml.template': template, 'web.env': 'DB_PASSWORD=root', '.env': 'F=f' }
    const told = checkApp('notes', new Map(Object.entries(texts)), ['icon.svg']).map(({ reason }) => reason.split(' ')[0])
    assert.deepEqual(told, ['B_TOKEN', 'F_SECRET', 'DB_PASSWORD'])
  })

  it('a wrong field of app.json and x-app by its path, each', () => {
    const told = (file: string, text: object): readonly string[] => checkApp('notes', new Map([[file, JSON.stringify(text)]]), ['icon.png']).map(({ where }) => where)
    assert.deepEqual(told('app.json', { name: 'notes', image: 3, port: 'x' }), ['app.json: image', 'app.json: port'])
    assert.deepEqual(told('compose.yaml', { 'x-app': { title: ['T'], version: {} }, services: {} }), ['compose.yaml: x-app: title', 'compose.yaml: x-app: version'])
  })

  const table: readonly [says: string, meta: object, template: string, names: string[], told: RegExp][] = [
    ['a name that is not that of its folder', { ...good, name: 'other' }, 'services: { web: { image: "web:1" } }', ['icon.svg'], /^error app_meta\.json: name: it says other in the folder notes$/],
    ['a template that cannot be filled', good, 'services: {{ nothing.here }}', ['icon.svg'], /^error docker-compose\.yml\.template: /],
    ['an entry that leads nowhere', good, 'services: { db: { image: "db:1" } }', ['icon.svg'], /^error app_meta\.json: entrypoints\.0\.container_name: no service is called web$/],
    ['what no grant can allow', good, 'services: { web: { image: "web:1", sysctls: { a: 1 } } }', ['icon.svg'], /^error services\.web\.sysctls: it asks for what no app may have: `sysctls`$/],
    ['what must be granted', good, 'services: { web: { image: "web:1", privileged: true } }', ['icon.svg'], /^advice services\.web\.privileged: .* must grant privileged$/],
    ['an image that moves', good, 'services: { web: { image: "web:latest" } }', ['icon.svg'], /^advice services\.web\.image: web:latest may be another image tomorrow/],
    [
      'a fixed password',
      good,
      'services:\n  web:\n    image: web:1\n    environment:\n      - DB_PASSWORD=admin\n',
      ['icon.svg'],
      /^advice services\.web\.environment: DB_PASSWORD has a value that others can know; \{\{ secret\('db_password'\) \}\}/,
    ],
    ['a password in an address', good, 'services: { web: { image: "web:1", environment: { DB: "mysql://root:root@db/x" } } }', ['icon.svg'], /^advice .*DB has a value/],
    [
      'a prefix that no path has',
      { ...good, paths: { '': { access: 'public' }, admin: { access: 'private' } } },
      'services: { web: { image: "web:1" } }',
      ['icon.svg'],
      /^advice .*paths\.admin: .*a \/ at the start$/,
    ],
    [
      'services that wait for each other',
      good,
      'services: { web: { image: "web:1", depends_on: [db] }, db: { image: "db:1", depends_on: [web] } }',
      ['icon.svg'],
      /^error services\.web\.depends_on: .*circle$/,
    ],
    ['no service at all', good, 'services: {}', ['icon.svg'], /^error .*services: there is none$/],
    ['a picture that is not there', good, 'services: { web: { image: "web:1" } }', [], /^advice app_meta\.json: icon: there is no file icon\.svg/],
    ['paths that leave a rest', { ...good, paths: { '/x': { access: 'public' } } }, 'services: { web: { image: "web:1" } }', ['icon.svg'], /^advice app_meta\.json: paths: .*private$/],
    ['no description', { ...good, store_info: {} }, 'services: { web: { image: "web:1" } }', ['icon.svg'], /^advice .*description_short/],
  ]
  for (const [says, meta, template, names, told] of table) {
    it(says, () => {
      const [only, ...more] = check(meta, template, names).map(({ level, where, reason }) => `${level} ${where}: ${reason}`)
      assert.match(only ?? '', told)
      assert.deepEqual(more, [])
    })
  }
})
