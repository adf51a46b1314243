import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ImageFacts } from '../../docker/once.ts'
import { builderLabel, readBuilder } from './builderimage.ts'
import type { BuilderImage } from './builderimage.ts'
import { creatorArgv, creatorEnv } from './creator.ts'
import { orderOf } from './order.ts'
import { layoutPath } from './reference.ts'

/** In the form of a published builder's label, cut down. */
const metadata = {
  description: 'Ubuntu',
  buildpacks: [
    { id: 'paketo-buildpacks/nodejs', version: '7.4.1', homepage: 'https://example.org' },
    { id: 'paketo-buildpacks/nodejs', version: '7.10.0' },
    { id: 'paketo-buildpacks/go', version: '4.7.5' },
  ],
  stack: { runImage: { image: 'index.docker.io/paketobuildpacks/run-jammy-base:latest', mirrors: [] } },
  images: [{ image: 'index.docker.io/paketobuildpacks/run-jammy-base:latest', mirrors: ['registry.example.org/run:1'] }],
  lifecycle: {
    version: '0.20.5',
    api: { buildpack: '0.7', platform: '0.7' },
    apis: { buildpack: { deprecated: [], supported: ['0.7'] }, platform: { deprecated: [], supported: ['0.7', '0.12', '0.13', '0.14'] } },
  },
  createdBy: { name: 'Pack CLI', version: '0.36.0' },
}

function facts(change: object = {}, env: Record<string, string> = { CNB_USER_ID: '1001', CNB_GROUP_ID: '1000' }): ImageFacts {
  return { id: 'sha256:0', exposed: [], env, labels: { [builderLabel]: JSON.stringify({ ...metadata, ...change }) }, entrypoint: [], command: [], workdir: '/', user: '' }
}

describe('a builder image, by its labels', () => {
  it('is read: who builds, in which version, on which run images', () => {
    const { buildpacks, ...rest } = readBuilder('b/b', facts())
    const runImages = ['index.docker.io/paketobuildpacks/run-jammy-base:latest', 'registry.example.org/run:1']
    assert.deepEqual(rest, { name: 'b/b', uid: 1001, gid: 1000, platformApi: '0.14', lifecycle: '0.20.5', runImages })
    assert.equal(buildpacks.length, 3)
  })

  it('of the older form: one run image of its stack, and the versions in a label of their own', () => {
    const older = facts({ images: undefined, lifecycle: { version: '0.16.0' } })
    const apis = JSON.stringify({ platform: { deprecated: ['0.12'], supported: ['0.99'] } })
    const read = readBuilder('b/b', { ...older, labels: { ...older.labels, 'io.buildpacks.lifecycle.apis': apis } })
    assert.deepEqual([read.platformApi, read.runImages], ['0.12', ['index.docker.io/paketobuildpacks/run-jammy-base:latest']])
  })

  for (const [what, image, message] of [
    ['no builder', { ...facts(), labels: {} }, /it is no builder image/],
    ['a broken label', { ...facts(), labels: { [builderLabel]: '{' } }, /it is no builder image/],
    ['no user', facts({}, {}), /names no user to build as/],
    ['root', facts({}, { CNB_USER_ID: '0', CNB_GROUP_ID: '0' }), /or root/],
    ['no run image', facts({ images: [], stack: null }), /names no run image/],
    ['an old lifecycle', facts({ lifecycle: { apis: { platform: { supported: ['0.4', '0.10'] } } } }), /speaks the Platform API 0\.4, 0\.10, and 0\.12 to 0\.15 are spoken here/],
  ] as const)
    it(`is refused: ${what}`, () => {
      assert.throws(() => readBuilder('b/b', image), { code: 'build-refused', message })
    })
})

describe('what its lifecycle is told', () => {
  const builder: BuilderImage = readBuilder('b/b', facts())

  it('the creator’s arguments, for a first build and for a later one with buildpacks of its own', () => {
    assert.deepEqual(
      creatorArgv({ builder, runImage: 'run/run:1', last: false, ordered: false }).join(' '),
      '/cnb/lifecycle/creator -app /workspace -layers /layers -platform /platform -cache-dir /cache -layout -layout-dir /layout -run-image run/run:1 -report /layers/report.toml -uid 1001 -gid 1000 berth.local/app:built',
    )
    const later = creatorArgv({ builder, runImage: 'run/run:1', last: true, ordered: true }).join(' ')
    assert.match(later, / -order \/layers\/order\.toml /)
    assert.match(later, / -previous-image berth\.local\/app:last /)
    assert.deepEqual(creatorEnv(builder), { CNB_PLATFORM_API: '0.14', CNB_EXPERIMENTAL_MODE: 'warn', CNB_NO_COLOR: 'true' })
  })

  it('an order with the buildpacks that are named: the newest of theirs, or the one that is said', () => {
    assert.equal(
      orderOf(builder, ['paketo-buildpacks/nodejs', 'paketo-buildpacks/go@4.7.5']),
      '[[order]]\n[[order.group]]\nid = "paketo-buildpacks/nodejs"\nversion = "7.10.0"\n[[order.group]]\nid = "paketo-buildpacks/go"\nversion = "4.7.5"\n',
    )
    assert.match(orderOf(builder, ['from=builder:paketo-buildpacks/nodejs@7.4.1']), /7\.4\.1/)
    for (const wanted of ['paketo-buildpacks/go@1', 'other/one', 'https://example.org/x.tgz', 'docker://x/y', 'a"\n[[order]]'])
      assert.throws(() => orderOf(builder, [wanted]), { code: 'build-refused' })
  })

  it('images lie where the specification maps their names to', () => {
    const digest = `sha256:${'a'.repeat(64)}`
    const mapped = {
      ubuntu: 'index.docker.io/library/ubuntu/latest',
      'paketobuildpacks/run:tiny': 'index.docker.io/paketobuildpacks/run/tiny',
      'docker.io/library/ubuntu:22.04': 'index.docker.io/library/ubuntu/22.04',
      'index.docker.io/a/b:c': 'index.docker.io/a/b/c',
      'localhost/a:1': 'localhost/a/1',
      'registry.example.org:5000/a/b/c': 'registry.example.org:5000/a/b/c/latest',
      [`gcr.io/a/b@${digest}`]: `gcr.io/a/b/sha256/${'a'.repeat(64)}`,
      [`a/b:1@${digest}`]: `index.docker.io/a/b/sha256/${'a'.repeat(64)}`,
    }
    for (const [image, path] of Object.entries(mapped)) assert.equal(layoutPath(image), path)
  })
})
