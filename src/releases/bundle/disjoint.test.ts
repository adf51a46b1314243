import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parse, stringify } from 'yaml'
import type { Place } from '../../bundle/bundle.ts'
import { render } from '../../bundle/render.ts'
import { samplePlace } from '../../bundle/samples.ts'
import { projectName } from '../../docker/labels.ts'
import { InstanceName } from '../../model/names.ts'
import { bundled, releaseOf } from './bundle.testbed.ts'

/** What two copies of a project must never have in common, and whose authors name it for all the machine. */
const project = {
  name: 'shop',
  services: {
    web: {
      build: '.',
      container_name: 'shop-web',
      hostname: 'web',
      ports: ['8080:80'],
      depends_on: ['db'],
      networks: { front: { aliases: ['shop'] }, default: {} },
      volumes: ['uploads:/uploads', './cache:/cache', '/anonymous'],
    },
    worker: { build: '.', volumes: [{ type: 'volume', source: 'uploads', target: '/uploads' }], networks: ['back'] },
    db: { image: 'postgres:17', container_name: 'production-db', volumes: ['named:/var/lib/postgresql/data'], networks: ['back'] },
  },
  volumes: { uploads: null, named: { name: 'production-data' }, local: { driver: 'local', labels: { a: 'b' } } },
  networks: { front: { external: true }, back: { name: 'production-net' }, proxy: { name: 'traefik', external: true, driver: 'overlay' } },
}

interface Compose {
  readonly name?: string
  readonly services: Readonly<
    Record<string, { readonly container_name?: string; readonly network_mode?: string; readonly networks?: object; readonly volumes?: readonly { readonly type: string; readonly source: string }[] }>
  >
  readonly volumes?: Readonly<Record<string, { readonly name?: string; readonly external?: unknown; readonly driver_opts: { readonly device: string } }>>
  readonly networks: Readonly<Record<string, { readonly name?: string; readonly external?: unknown; readonly ipam: { readonly config: readonly { readonly subnet: string }[] } }>>
}

const digests = { web: { name: 'berth-abcdefgh/shop:1', digest: 'sha256:1', exposed: [80] }, worker: { name: 'berth-abcdefgh/shop:2', digest: 'sha256:2', exposed: [] } }

function placeOf(name: string, subnet: string): Place {
  const instance = InstanceName.parse(name)
  const images = new Map(Object.values(digests).map((image) => [image.name, { volumes: ['/of-the-image'], digest: image.digest }] as const))
  return samplePlace({ instance, folder: `/data/instances/${name}`, subnet, host: `${name}.localhost`, url: `http://${name}.localhost`, images })
}

/** Everything by its name of the whole machine, as Compose calls what has none of its own. */
async function made(name: string, subnet: string, text = stringify(project)): Promise<{ readonly compose: Compose; readonly things: readonly string[]; readonly folders: readonly string[] }> {
  const files = { 'compose.yaml': text, Dockerfile: 'FROM scratch\n' }
  const { template } = await bundled(releaseOf({ project: name, builder: 'compose', images: digests }), {}, files)
  const place = placeOf(name, subnet)
  const rendered = render(template, place)
  const compose = parse(rendered.compose) as Compose
  const prefix = projectName(place.engine, place.instance)
  const named = (kind: string, of: Readonly<Record<string, { readonly name?: string }>>): string[] => Object.entries(of).map(([key, value]) => `${kind} ${value.name ?? `${prefix}_${key}`}`)
  const containers = Object.entries(compose.services).map(([key, { container_name: own }]) => `container ${own ?? `${prefix}-${key}-1`}`)
  const devices = Object.values(compose.volumes ?? {}).map(({ driver_opts: { device } }) => device)
  const binds = Object.values(compose.services).flatMap(({ volumes = [] }) => volumes.filter(({ type }) => type === 'bind').map(({ source }) => source))
  const subnets = Object.values(compose.networks).flatMap(({ ipam }) => ipam.config.map((config) => config.subnet))
  return { compose, things: [...containers, ...named('volume', compose.volumes ?? {}), ...named('network', compose.networks), ...subnets], folders: [...devices, ...binds] }
}

describe('two instances of one compose project, as production and a preview of it', () => {
  it('share no container, volume, network or folder, whatever its author calls them', async () => {
    const [production, preview] = [await made('shop', '10.213.0.0/27'), await made('shop-pr-7', '10.213.0.32/27')]
    assert.deepEqual(
      production.things.filter((thing) => preview.things.includes(thing)),
      [],
    )
    assert.deepEqual(
      production.folders.filter((folder) => preview.folders.includes(folder)),
      [],
    )
    assert.ok(production.folders.length >= 5 && production.things.length >= 9, JSON.stringify(production))
    for (const [{ folders }, name] of [
      [production, 'shop'],
      [preview, 'shop-pr-7'],
    ] as const)
      for (const folder of folders) assert.ok(folder.startsWith(`/data/instances/${name}/data/`), folder)
  })

  it('name nothing for all the machine, and join no network but their own', async () => {
    const { compose } = await made('shop-pr-7', '10.213.0.32/27')
    assert.equal(compose.name, undefined)
    assert.deepEqual(Object.keys(compose.networks), ['default'])
    for (const thing of [...Object.values(compose.volumes ?? {}), ...Object.values(compose.networks)]) assert.deepEqual([thing.name, thing.external], [undefined, undefined])
    for (const service of Object.values(compose.services)) assert.deepEqual([service.container_name, service.network_mode, Object.keys(service.networks ?? {})], [undefined, undefined, ['default']])
  })

  const { services, volumes } = project
  const refused: readonly (readonly [string, object])[] = [
    ['a volume of somebody else', { ...project, volumes: { ...volumes, uploads: { external: true } } }],
    ['a volume of somebody else, by its name', { ...project, volumes: { ...volumes, uploads: { external: { name: 'production-data' } } } }],
    ['a volume that lies at a place of its own', { ...project, volumes: { ...volumes, uploads: { driver_opts: { type: 'none', o: 'bind', device: '/data/instances/shop/data' } } } }],
    ['the volumes of another container', { ...project, services: { ...services, worker: { ...services.worker, volumes_from: ['container:production-db'] } } }],
    ['the network of another container', { ...project, services: { ...services, worker: { ...services.worker, networks: undefined, network_mode: 'container:production-db' } } }],
    ['a link to another container', { ...project, services: { ...services, worker: { ...services.worker, external_links: ['production-db'] } } }],
    ['the processes of another container', { ...project, services: { ...services, worker: { ...services.worker, pid: 'container:production-db' } } }],
    ['a folder of another instance', { ...project, services: { ...services, worker: { ...services.worker, volumes: ['/data/instances/shop/data/uploads:/uploads'] } } }],
  ]
  for (const [says, one] of refused) it(`${says} is refused, not shared`, async () => await assert.rejects(made('shop-pr-7', '10.213.0.32/27', stringify(one)), { code: 'refused' }))
})
