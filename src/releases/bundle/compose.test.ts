import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { stringify } from 'yaml'
import { Problem } from '../../model/problem.ts'
import { attached, bundled, given, releaseOf, writeAll } from './bundle.testbed.ts'
import type { Made } from './bundle.testbed.ts'
import { keepSource } from './keep.ts'

const web = { name: 'berth-abcdefgh/notes-web:aaaaaaaaaaaa', digest: 'sha256:1', exposed: [] }

async function composed(
  services: object,
  { file = {}, more = {}, env = {}, files = {} }: { file?: object; more?: object; env?: Record<string, string>; files?: Record<string, string> } = {},
): Promise<Made> {
  const release = releaseOf({ builder: 'compose', images: { web, api: { ...web, name: 'berth-abcdefgh/notes-api:a', exposed: [9000] } }, file, ...more })
  return await bundled(release, env, { 'compose.yaml': stringify({ services }), ...files })
}

describe('a project with a compose file', () => {
  it('has the images of its release in the place of what is built, and its variables', async () => {
    const services = {
      web: { build: '.', ports: ['127.0.0.1:8000:5000/tcp'], environment: ['A=own', 'B=own', 'FROM_PROJECT'], depends_on: ['db'] },
      db: { image: 'postgres:17', environment: { POSTGRES_PASSWORD: '${PASSWORD}' } },
    }
    const { services: made, rendered } = await composed(services, { env: { A: 'project', PASSWORD: 'p$w', FROM_PROJECT: 'x' } })
    assert.equal(made['web']?.image, 'berth-abcdefgh/notes-web:aaaaaaaaaaaa')
    const told = given(made['web'])
    assert.deepEqual([told['A'], told['B'], told['PORT'], told['FROM_PROJECT'], told['BERTH_RELEASE']], ['project', 'own', '5000', 'x', '7'])
    assert.deepEqual(given(made['db']), { POSTGRES_PASSWORD: 'p$w' })
    assert.deepEqual([rendered.plan.entries[0]?.port, Object.values(made['web'].depends_on ?? {})[0]?.condition], [5000, 'service_started'])
  })

  it('can have services attached, and a release command in the image of the entry', async () => {
    const services = { web: { build: '.', container_name: 'front', ports: [80], volumes: ['files:/files'] }, api: { build: './api' }, tool: { image: 'tool:1', profiles: ['tools'] } }
    const { services: made, rendered } = await composed(services, { file: { release: ['migrate'] }, more: { services: attached } })
    assert.deepEqual(Object.keys(made).toSorted(), ['api', 'cache', 'db', 'maria', 'release', 'web'])
    assert.equal(given(made['api'])['DATABASE_URL'], 'postgres://app:db-password-secret@db:5432/app')
    assert.deepEqual([made['release']?.image, made['release']?.command], ['berth-abcdefgh/notes-web:aaaaaaaaaaaa', ['migrate']])
    assert.equal(made['release']?.depends_on?.['db']?.condition, 'service_healthy')
    assert.ok(Object.values(made['api']?.depends_on ?? {}).some(({ condition }) => condition === 'service_completed_successfully'))
    assert.equal(rendered.plan.entries.length, 1)
  })

  it('an image of the release that was named here stands in the place of `image` too; visitors’ own gets the variables', async () => {
    const services = { web: { image: 'shop:1', ports: [80], environment: { A: 'own' } }, api: { image: 'api:1', environment: { A: 'own' } }, db: { image: 'postgres:17' } }
    const { services: made } = await composed(services, { env: { B: 'given' }, more: { images: { web, api: { ...web, name: 'berth-abcdefgh/notes_api:i1' }, db: { ...web, name: 'postgres:17' } } } })
    assert.deepEqual(
      ['web', 'api', 'db'].map((name) => made[name]?.image),
      [web.name, 'berth-abcdefgh/notes_api:i1', 'postgres:17'],
    )
    const [told, other] = [given(made['web']), given(made['api'])]
    assert.deepEqual([told['A'], told['B'], told['PORT'], other['A'], other['B']], ['own', 'given', '80', 'own', undefined])
  })

  const entries: readonly [string, object, object, string | null][] = [
    ['the one berth.yaml names', { web: { build: '.', ports: [80] }, api: { build: '.', expose: [1] } }, { service: 'api' }, 'api'],
    ['the one with ports', { web: { build: '.' }, api: { build: '.', ports: ['9000'] } }, {}, 'api'],
    ['the one with expose', { web: { build: '.' }, api: { build: '.', expose: ['9000'] } }, {}, 'api'],
    ['web, of several', { web: { build: '.', ports: [80] }, api: { build: '.', ports: [{ target: 9000 }] } }, {}, 'web'],
    ['the only one', { api: { build: '.' } }, {}, 'api'],
    ['unclear', { a: { image: 'a', ports: [80] }, b: { image: 'b', ports: [81] } }, {}, null],
  ]
  for (const [says, services, file, expected] of entries) {
    it(`the way in is ${says}`, async () => {
      const made = composed(services, { file })
      if (expected === null) return await assert.rejects(made, (error: unknown) => error instanceof Problem && error.code === 'entry-unclear' && error.message.includes('a, b'))
      assert.equal((await made).rendered.plan.entries[0]?.service.replace(/-r7$/, ''), expected)
    })
  }

  it('takes with it what it mounts and includes, and makes volumes of folders that the source does not have', async () => {
    const services = { web: { build: '.', ports: [80], env_file: 'conf/web.env', volumes: ['./conf:/conf', './data:/data', 'named:/named'] } }
    const files = {
      'compose.yaml': stringify({ include: ['more/db.yml'], services, volumes: { named: null } }),
      'more/db.yml': 'services: { db: { image: "db:1" } }',
      'conf/web.env': 'X=1',
      'conf/a/b.txt': 'b',
      'other.txt': 'x',
    }
    const { services: made, notes, template } = await composed({}, { files })
    assert.deepEqual(Object.keys(made).toSorted(), ['db', 'web'])
    assert.deepEqual(
      made['web']?.volumes.map(({ type, source, target, read_only }) => [type, source, target, read_only ?? false]),
      [
        ['bind', '/data/instances/notes/app/conf', '/conf', true],
        ['volume', 'folder-data', '/data', false],
        ['volume', 'named', '/named', false],
      ],
    )
    assert.deepEqual(made['web'].env_file, ['/data/instances/notes/app/conf/web.env'])
    assert.ok(template.files?.['conf/web.env'] === 'X=1' && !('more/db.yml' in template.files))
    assert.equal(notes.length, 2)
  })

  it('keeps the limits it says of its services, in either notation', async () => {
    const services = { web: { build: '.', ports: [80], deploy: { replicas: 2, resources: { limits: { memory: '64m', cpus: '0.5', pids: 50 } } } }, api: { build: '.', mem_limit: '1g', cpus: 2 } }
    const { services: made, rendered } = await composed(services)
    const limits = Object.values(made).map((service) => [service.mem_limit, service.cpus])
    assert.deepEqual(limits, [
      ['64m', '0.5'],
      ['1g', 2],
    ])
    assert.doesNotMatch(rendered.compose, /deploy:/)
    assert.match(rendered.compose, /pids_limit: 50\n/)
  })

  it('may lie in a folder of its own: paths start there', async () => {
    const compose = stringify({ services: { web: { build: '.', ports: [80], volumes: ['./conf:/conf:ro'] } } })
    const { services, notes } = await composed({}, { file: { build: { compose: 'deploy/compose.yml' }, memory: '1g' }, files: { 'deploy/compose.yml': compose, 'deploy/conf/a': 'a' } })
    assert.equal(services['web']?.volumes[0]?.source, '/data/instances/notes/app/deploy/conf')
    assert.match(notes.join(), /`memory` of berth\.yaml mean nothing/)
  })

  it('what is not right is told with its file', async () => {
    await assert.rejects(composed({}, { files: { 'compose.yaml': 'services: [' } }), /compose\.yaml: line 1/)
    await assert.rejects(composed({ web: { build: '.', ports: [80] }, other: { build: '.' } }), /services\.other\.build: this release has no image/)
    await assert.rejects(composed({ web: { image: 'a', ports: [80] } }, { file: { service: 'app' } }), /no service app, but web/)
    await assert.rejects(composed({ web: { image: 'a', ports: [80], extends: { file: '/etc/passwd', service: 'x' } } }), (error: unknown) => error instanceof Problem && error.code === 'refused')
    await assert.rejects(composed({ web: { image: 'a', env_file: 'none.env' } }), /none\.env: there is no such file in the source/)
    await assert.rejects(composed({ web: { image: 'a', volumes: ['../../x:/x'] } }), /it leads out of the source/)
  })

  it('nothing is read or copied through a link of the source', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'berth-links-'))
    const compose = (services: object): Promise<void> => writeAll(folder, { 'compose.yaml': stringify({ services }), 'conf/real': 'x' })
    const { project, file } = releaseOf({ builder: 'compose' })
    const keep = (): Promise<void> => keepSource(project, file, new Map(), folder, `${folder}-kept`)
    await symlink('/etc', join(folder, 'link'))
    await compose({ web: { image: 'a', volumes: ['./link:/x'] } })
    await assert.rejects(keep(), /link: a link is on its way/)
    await compose({ web: { image: 'a', env_file: 'link/hostname' } })
    await assert.rejects(keep(), /link\/hostname: a link is on its way/)
    await compose({ web: { image: 'a', extends: { file: 'link/x.yml', service: 'a' } } })
    await assert.rejects(keep(), /no such file/)
    await symlink('/etc/hostname', join(folder, 'conf', 'inner'))
    await compose({ web: { image: 'a', volumes: ['./conf:/x'] } })
    await keep()
    assert.equal(await readFile(join(`${folder}-kept`, 'conf', 'real'), 'utf8'), 'x')
    for (const path of [folder, `${folder}-kept`]) await rm(path, { recursive: true })
  })
})
