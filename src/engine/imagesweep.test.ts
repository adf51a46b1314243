import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FakeDocker } from '../docker/fake.ts'
import { samplePlan, sampleSpec } from '../instances/samples.ts'
import { silent } from '../kit/log.ts'
import { until } from '../kit/until.ts'
import type { Spec } from '../model/instance.ts'
import { EngineId, InstanceName } from '../model/names.ts'
import { releaseOf } from '../releases/bundle/bundle.testbed.ts'
import { imageSweep, projectOf } from './imagesweep.ts'

const engine = EngineId.parse('abcdefgh')
const copied = samplePlan(['web'])

function specWith(image: string): Spec {
  return sampleSpec({ name: InstanceName.parse('copy'), plan: { ...copied, services: copied.services.map((service) => ({ ...service, image })) } })
}

const names: readonly [image: string, project: string | null][] = [
  ['berth-abcdefgh/shop:0123456789ab', 'shop'],
  ['berth-abcdefgh/shop-pr-7_db:0123456789ab', 'shop-pr-7'],
  ['berth-abcdefgh/shop_service-1a2b3c:1', 'shop'],
  ['berth-abcdefgh/shop', null],
  ['berth-abcdefgh/Shop:1', null],
  ['nginx:1', null],
]

describe('images of what is not here any more', () => {
  for (const [image, project] of names) it(`${image} was made of ${project}`, () => assert.equal(projectOf(image), project))

  it('are removed; what a door has, what has a release, and what an instance is made from stays', async () => {
    await using docker = new FakeDocker()
    const gone = `berth-${engine}/gone:1`
    const kept = [`berth-${engine}/building:1`, `berth-${engine}/released:1`, `berth-${engine}/shop_db:1`, `berth-${engine}x/gone:1`, 'nginx:1']
    for (const image of [...kept, gone]) docker.addImage(image)
    const specs = { all: async () => await Promise.resolve([specWith(`berth-${engine}/shop_db:2@sha256:0`)]) }
    const releases = { of: async (name: string) => await Promise.resolve(name === 'released' ? [releaseOf()] : []) }
    await using _ = imageSweep({ engine, specs, releases, docker, isKnown: async (name) => await Promise.resolve(name === 'building'), log: silent })
    assert.ok(await until(async () => ((await docker.hasImage(gone)) ? undefined : true), { deadline: 5000 }))
    assert.deepEqual(await Promise.all(kept.map(async (image) => await docker.hasImage(image))), [true, true, true, true, true])
  })
})
