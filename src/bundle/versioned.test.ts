import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parse, stringify } from 'yaml'
import { Grant } from '../model/grant.ts'
import type { Place, Rendered } from './bundle.ts'
import { render } from './render.ts'
import type { Made } from './render.testbed.ts'
import { sampleMeta, samplePlace } from './samples.ts'

const app = {
  web: {
    image: 'shop:1',
    depends_on: { api: { condition: 'service_started' }, db: { condition: 'service_healthy' }, release: { condition: 'service_completed_successfully' } },
    container_name: 'front',
  },
  api: { image: 'shop:1', depends_on: ['db'], networks: { default: { aliases: ['inner'] } } },
  release: { image: 'shop:1', command: 'migrate', 'x-berth': { once: true } },
  db: { image: 'postgres:17', volumes: ['db:/var/lib/postgresql/data'] },
}

interface Options {
  readonly release?: string
  readonly overlap?: boolean
  readonly services?: object
  readonly place?: Partial<Place>
  readonly files?: Readonly<Record<string, string>>
  readonly version?: string
}

function made({ release, overlap, services = app, place = {}, files = {}, version = '1' }: Options = {}): Rendered & {
  readonly project: Made & { services: Record<string, { links?: string[]; depends_on?: object }> }
} {
  const entrypoints = [{ container_name: 'front', container_port: 8080, entrypoint_port: 'http' }]
  const meta = sampleMeta({ app_version: version, entrypoints, 'x-berth': { ...(release === undefined ? {} : { release }), ...(overlap === undefined ? {} : { overlap }) } })
  const rendered = render({ meta, text: stringify({ services }), files }, samplePlace(place))
  return { ...rendered, project: parse(rendered.compose) as Made }
}

const names = ({ plan }: Rendered): string => plan.services.map(({ name }) => name).join(' ')
const digest = ({ plan }: Rendered, name: string): string | undefined => plan.services.find((service) => service.name === name)?.digest

describe('a release that may stand beside another', () => {
  it('what writes nothing is called after it, and is still found by its plain names', () => {
    const { project, plan } = made({ release: '7' })
    assert.deepEqual(Object.keys(project.services), ['web-r7', 'api-r7', 'release-r7', 'db'])
    assert.deepEqual(project.services['web-r7']?.networks.default.aliases, ['front', 'web'])
    assert.deepEqual(project.services['api-r7']?.networks.default.aliases, ['inner', 'api'])
    assert.deepEqual(plan.entries, [{ service: 'web-r7', port: 8080, protocol: 'http' }])
  })

  it('dependencies follow, and whom a service waits for is the one of its own release', () => {
    const { project, plan } = made({ release: '7' })
    assert.deepEqual(
      plan.services[0]?.needs.map(({ service, until }) => `${service} ${until}`),
      ['api-r7 started', 'db healthy', 'release-r7 completed'],
    )
    assert.deepEqual(project.services['web-r7']?.links, ['api-r7:api', 'release-r7:release'])
    assert.equal(project.services['db']?.links, undefined)
  })

  it('the plan says who writes and what runs once', () => {
    const { plan } = made({ release: '7' })
    assert.deepEqual(
      plan.services.map(({ name, writes, once }) => [name, writes, once ?? false]),
      [
        ['web-r7', false, false],
        ['api-r7', false, false],
        ['release-r7', false, true],
        ['db', true, false],
      ],
    )
  })

  it('another release leaves the container of the database as it is', () => {
    const [one, two] = [made({ release: '7' }), made({ release: '8' })]
    assert.equal(digest(one, 'db'), digest(two, 'db'))
    assert.deepEqual(one.project.services['db'], two.project.services['db'])
    assert.notEqual(one.plan.digest, two.plan.digest)
  })

  for (const [says, options] of [
    ['without a release', {}],
    ['when its author does not want two at once', { release: '7', overlap: false }],
  ] as const) {
    it(`${says} every service keeps its name`, () => assert.equal(names(made(options)), 'web api release db'))
  }
})

describe('a service that writes', () => {
  const web = (more: object): object => ({ web: { image: 'shop:1', container_name: 'front', ...more } })
  const images = new Map([['shop:1', { volumes: ['/cache'] }]])
  const table: readonly (readonly [string, Options, boolean])[] = [
    ['a volume', { services: web({ volumes: ['data:/data'] }) }, true],
    ['a volume that it only reads', { services: web({ volumes: ['data:/data:ro'] }) }, false],
    ['a folder of its data', { services: web({ volumes: ['{{ fs.app_data }}/x:/x'] }) }, true],
    ['a folder of its data that it only reads', { services: web({ volumes: ['{{ fs.app_data }}/x:/x:ro'] }) }, false],
    ['files that came with it, which nobody writes', { services: web({ volumes: ['./conf:/conf'] }) }, false],
    ['a folder in memory', { services: web({ volumes: [{ type: 'tmpfs', target: '/tmp' }], tmpfs: ['/run'] }) }, false],
    ['a folder of the shared one', { services: web({ volumes: ['{{ fs.shared }}/music:/m'] }), place: { grants: [Grant.parse('shared')] } }, true],
    ['the data of the others, which it only reads', { services: web({ volumes: ['{{ fs.all_app_data }}:/m'] }), place: { grants: [Grant.parse('all-app-data')] } }, false],
    ['a volume of its image', { services: web({}), place: { images } }, true],
    ['a volume of its image that a folder in memory covers', { services: web({ volumes: [{ type: 'tmpfs', target: '/cache' }] }), place: { images } }, false],
  ]
  for (const [says, options, writes] of table) {
    it(`${says}: ${writes ? 'is there once' : 'may be there twice'}`, () => assert.equal(names(made({ release: '7', ...options })), writes ? 'web' : 'web-r7'))
  }
})

describe('what a container is known by', () => {
  const two = { web: { image: 'a:1', container_name: 'front' }, db: { image: 'b:1', volumes: ['db:/d'] } }
  it('is its own part of the file: a change of one leaves the other', () => {
    const [one, other] = [made({ services: two }), made({ services: { ...two, web: { ...two.web, image: 'a:2' } } })]
    assert.equal(digest(one, 'db'), digest(other, 'db'))
    assert.notEqual(digest(one, 'web'), digest(other, 'web'))
    assert.equal(one.project.services['db']?.labels['berth.digest'], digest(one, 'db'))
  })

  it('is the network too, and where its volumes lie', () => {
    const moved = made({ services: two, place: { folder: '/data/instances/other' } })
    const elsewhere = made({ services: two, place: { subnet: '10.213.0.32/27' } })
    const all = [made({ services: two }), moved, elsewhere]
    assert.equal(new Set(all.map((one) => digest(one, 'db'))).size, 3)
  })

  it('is the image that its name means', () => {
    const images = (id: string): Place['images'] => new Map([['a:1', { volumes: [], digest: id }]])
    const [one, other] = ['sha256:1', 'sha256:2'].map((id) => made({ services: two, place: { images: images(id) } }))
    assert.ok(one && other)
    assert.notEqual(digest(one, 'web'), digest(other, 'web'))
    assert.equal(digest(one, 'db'), digest(other, 'db'))
  })

  it('is what its environment file says, not only what that is called', () => {
    const services = { web: { ...two.web, env_file: '.env' } }
    const [one, other] = ['A=1', 'A=2'].map((text) => digest(made({ services, files: { '.env': text } }), 'web'))
    assert.notEqual(one, other)
  })

  it('is the version, where it mounts files of the app', () => {
    const mounting = { web: { ...two.web, volumes: ['./conf:/conf'] }, db: two.db }
    const [one, other] = [made({ services: mounting }), made({ services: mounting, version: '2' })]
    assert.notEqual(digest(one, 'web'), digest(other, 'web'))
    assert.equal(digest(one, 'db'), digest(other, 'db'))
  })
})
