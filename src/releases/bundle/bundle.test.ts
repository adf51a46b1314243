import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { writeBundle } from './bundle.ts'
import { attached, bundled, given, releaseOf } from './bundle.testbed.ts'

describe('a release as an app', () => {
  it('is one service with its variables and its port, and says what it is', async () => {
    const { template, services, rendered, notes } = await bundled(releaseOf(), { A: 'b' })
    assert.deepEqual(Object.keys(services), ['web'])
    assert.equal(services['web']?.image, 'berth-abcdefgh/notes:aaaaaaaaaaaa')
    assert.deepEqual(given(services['web']), { BERTH_URL: 'http://notes.localhost', BERTH_RELEASE: '7', BERTH_COMMIT: 'a'.repeat(40), PORT: '3000', A: 'b' })
    assert.deepEqual(
      rendered.plan.entries.map(({ port, protocol }) => [port, protocol]),
      [[3000, 'http']],
    )
    const { meta } = template
    assert.deepEqual([meta.app_version, meta.name, meta.pretty_name, meta.paths], ['7', 'notes', 'Notes', { '': { access: 'private' } }])
    assert.deepEqual([meta['x-berth'].release, meta['x-berth'].overlap, meta['x-berth'].health_path, notes], ['7', true, undefined, []])
  })

  it('has processes, a release command, volumes and limits', async () => {
    const file = {
      processes: { web: 'node server.js --name "$HOME"', worker: ['node', 'worker.js'] },
      release: './migrate',
      volumes: { uploads: '/app/uploads' },
      memory: '512m',
      cpus: 0.5,
      health: { path: '/up', within: 30 },
      overlap: false,
      access: 'public',
    }
    const { services, template, rendered } = await bundled(releaseOf({ file }))
    assert.deepEqual(Object.keys(services).toSorted(), ['release', 'web', 'worker'])
    assert.deepEqual([services['web']?.command, services['worker']?.command, services['release']?.command], ['node server.js --name "$$HOME"', ['node', 'worker.js'], './migrate'])
    for (const name of ['web', 'worker']) assert.equal(Object.values(services[name]?.depends_on ?? {})[0]?.condition, 'service_completed_successfully')
    assert.equal(rendered.plan.services.filter(({ once }) => once).length, 1)
    for (const service of Object.values(services)) {
      assert.deepEqual([service.mem_limit, service.cpus], ['512m', 0.5])
      assert.deepEqual(
        service.volumes.map(({ type, source, target }) => [type, source, target]),
        [['volume', 'uploads', '/app/uploads']],
      )
    }
    const { health_path, ready_within, overlap } = template.meta['x-berth']
    assert.deepEqual([health_path, ready_within, overlap, template.meta.paths['']?.access], ['/up', 930, false, 'public'])
  })

  const ports: readonly [string, object, Record<string, string>, number[], number][] = [
    ['as berth.yaml says', { port: 9000 }, {}, [80], 9000],
    ['the PORT it is given', {}, { PORT: '4000' }, [80], 4000],
    ['the PORT of berth.yaml', { env: { PORT: '4001' } }, {}, [80], 4001],
    ['what the image exposes', {}, {}, [5432], 5432],
    ['the usual one of several', {}, {}, [9443, 8080, 22], 8080],
    ['the lowest of several', {}, {}, [9443, 9001], 9001],
    ['8080 when nobody says', {}, { PORT: 'none' }, [], 8080],
  ]
  for (const [says, file, env, exposed, expected] of ports) {
    it(`the port is ${says}`, async () => {
      const { rendered } = await bundled(releaseOf({ file, images: { web: { name: 'a:1', digest: 'sha256:1', exposed } } }), env)
      assert.equal(rendered.plan.entries[0]?.port, expected)
    })
  }

  it("the project's variables are stronger than berth.yaml's, those than what is attached", async () => {
    const file = { env: { A: 'file', B: 'file', DATABASE_URL: 'file' } }
    const web = given((await bundled(releaseOf({ file, services: attached }), { A: 'project', REDIS_URL: 'own' })).services['web'])
    assert.deepEqual([web['A'], web['B'], web['DATABASE_URL'], web['REDIS_URL'], web['CACHE_URL']], ['project', 'file', 'file', 'own', 'redis://:cache-password-secret@cache:6379'])
  })

  it('processes of an image by buildpacks are started by their launcher', async () => {
    const file = { processes: { clock: `run --at "12 o'clock" 'a b' c\\ d`, web: ['serve', 'x y'] } }
    const { services } = await bundled(releaseOf({ builder: 'buildpacks', processes: { worker: ['x'] }, file }))
    assert.deepEqual([services['worker']?.entrypoint, services['worker']?.command], [['/cnb/process/worker'], undefined])
    assert.deepEqual([services['clock']?.entrypoint, services['clock']?.command], [['/cnb/lifecycle/launcher'], ['--', 'run', '--at', "12 o'clock", 'a b', 'c d']])
    assert.deepEqual(services['web']?.command, ['--', 'serve', 'x y'])
  })

  it('lies in files that nobody but their owner reads, and is made anew each time', async () => {
    const into = await mkdtemp(join(tmpdir(), 'berth-bundle-'))
    for (const env of [{ SECRET: 'x' }, {}]) await writeBundle({ release: releaseOf(), title: 'Notes', env: new Map(Object.entries(env)), source: null }, into)
    assert.deepEqual((await readdir(into)).toSorted(), ['app_meta.json', 'docker-compose.yml.template', 'icon.svg'])
    assert.equal((await stat(join(into, 'docker-compose.yml.template'))).mode & 0o777, 0o600)
    await rm(into, { recursive: true })
  })
})

describe('attached services', () => {
  it('have credentials of their own, which the app is told in a URL, and are waited for', async () => {
    const { services, rendered } = await bundled(releaseOf({ services: attached }))
    const web = given(services['web'])
    assert.deepEqual(
      [web['DATABASE_URL'], web['POSTGRES_URL'], web['REDIS_URL'], web['MYSQL_URL'], web['MARIADB_URL']],
      [
        ...Array<string>(2).fill('postgres://app:db-password-secret@db:5432/app'),
        'redis://:cache-password-secret@cache:6379',
        ...Array<string>(2).fill('mysql://app:maria-password-secret@maria:3306/app'),
      ],
    )
    assert.equal(services['db']?.environment?.['POSTGRES_PASSWORD'], 'db-password-secret')
    assert.deepEqual(services['cache']?.command, ['redis-server', '--appendonly', 'yes', '--requirepass', 'cache-password-secret'])
    assert.equal(services['maria']?.environment?.['MARIADB_ROOT_PASSWORD'], 'maria-root-secret')
    for (const { name } of attached) {
      assert.equal(services['web']?.depends_on?.[name]?.condition, 'service_healthy')
      assert.ok(services[name]?.healthcheck)
    }
    assert.deepEqual(rendered.folders.map(({ path }) => path).toSorted(), ['data/cache', 'data/db', 'data/maria'])
  })

  it('are the same containers from release to release, whatever changes around them', async () => {
    const one = await bundled(releaseOf({ services: attached }))
    const other = await bundled(
      releaseOf({ number: 8, commit: 'b'.repeat(40), services: [...attached, { name: 'more', kind: 'redis', image: 'redis:7' }], file: { port: 1, release: 'x', volumes: { a: '/a' } } }),
      { A: '1' },
    )
    for (const { name } of attached) {
      assert.deepEqual(other.services[name], one.services[name])
      const digest = ({ rendered }: typeof one): unknown => rendered.plan.services.find((service) => service.name === name)?.digest
      assert.equal(digest(other), digest(one))
    }
    assert.notDeepEqual(other.services['web'], one.services['web'])
  })

  it('a name is given once', async () => {
    const clash = (file: object): Promise<unknown> => bundled(releaseOf({ services: attached, file }))
    await assert.rejects(clash({ processes: { db: 'x' } }), /berth\.yaml is not right: db: an attached service is called so/)
    await assert.rejects(clash({ volumes: { db: '/x' } }), /db: an attached service keeps its data/)
    await assert.rejects(clash({ processes: { release: 'x' }, release: 'y' }), /release: two services/)
  })
})
