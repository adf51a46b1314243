import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BuildLimits } from '../builder.ts'
import { BuildFailure } from '../failure.ts'
import { refuseFailed } from './phases.ts'
import { appImage } from './processes.ts'
import { compareReport, reportedDigest } from './report.ts'

const calm = { memory: false, processes: false }
const limits: BuildLimits = { memoryMb: 512, cpus: 1, processes: 99, diskMb: 1, minutes: 1, logBytes: 1 }
const one = `sha256:${'1'.repeat(64)}`
const two = `sha256:${'2'.repeat(64)}`

describe('how the creator ended, as a sentence', () => {
  for (const [exitCode, step, reason] of [
    [1, 'its start', 'the lifecycle failed'],
    [11, 'its start', 'does not speak our Platform API'],
    [12, 'its start', 'Buildpack API'],
    [20, 'detection', 'no buildpack of the builder image knows'],
    [21, 'detection', 'at least one of them failed while looking'],
    [22, 'detection', 'the lifecycle failed'],
    [32, 'analysis', 'could not read the run image'],
    [42, 'restoring the cache', 'the lifecycle failed'],
    [51, 'the build', 'a buildpack failed'],
    [52, 'the build', 'the lifecycle failed'],
    [62, 'export', 'could not write the image'],
    [127, 'its start', 'no /cnb/lifecycle/creator'],
    [137, 'its start', 'the lifecycle failed'],
  ] as const)
    it(`exit code ${exitCode}: ${step}`, () => {
      const failure = thrownBy(() => refuseFailed({ exitCode, oomKilled: false }, calm, limits))
      assert.ok(failure.message.startsWith(`The build failed at ${step}: `) && failure.message.includes(reason) && failure.message.endsWith(`(exit code ${exitCode}).`), failure.message)
    })

  it('0 is well; a limit that was met is named before the phase it was met in', () => {
    refuseFailed({ exitCode: 0, oomKilled: false }, { memory: true, processes: true }, limits)
    assert.match(thrownBy(() => refuseFailed({ exitCode: 51, oomKilled: true }, calm, limits)).message, /more than 512 MB of memory/)
    assert.match(thrownBy(() => refuseFailed({ exitCode: 137, oomKilled: false }, { memory: true, processes: false }, limits)).message, /more than 512 MB of memory/)
    assert.match(thrownBy(() => refuseFailed({ exitCode: 51, oomKilled: false }, { memory: false, processes: true }, limits)).message, /more than 99 processes/)
  })
})

describe('the image that was built, as it is taken over', () => {
  const label = (...types: string[]): Record<string, string> => ({
    'io.buildpacks.build.metadata': JSON.stringify({ processes: types.map((type) => ({ type, command: ['x'] })), buildpacks: [] }),
    kept: 'yes',
  })
  const image = (Entrypoint: string[], ...types: string[]): object => ({ os: 'linux', rootfs: { diff_ids: ['x'] }, config: { User: '1', Entrypoint, Labels: label(...types) } })
  const entry = (config: string): unknown => (JSON.parse(config) as { config: { Entrypoint: unknown } }).config.Entrypoint

  it('keeps what it has, gets our labels, and tells its other processes', () => {
    const { config, processes } = appImage(image(['/cnb/process/web'], 'web', 'worker', 'cron'), { 'berth.engine': 'x' })
    assert.deepEqual(JSON.parse(config), {
      os: 'linux',
      rootfs: { diff_ids: ['x'] },
      config: { User: '1', Entrypoint: ['/cnb/process/web'], Labels: { ...label('web', 'worker', 'cron'), 'berth.engine': 'x' } },
    })
    assert.deepEqual(processes, { worker: ['/cnb/process/worker'], cron: ['/cnb/process/cron'] })
  })

  it('starts web, or the only process, where the buildpacks named no default', () => {
    assert.deepEqual(entry(appImage(image(['/cnb/lifecycle/launcher'], 'worker', 'web'), {}).config), ['/cnb/process/web'])
    const only = appImage(image(['/cnb/lifecycle/launcher'], 'hello'), {})
    assert.deepEqual([entry(only.config), only.processes], [['/cnb/process/hello'], {}])
  })

  it('is refused where nothing can be started, or its configuration is none', () => {
    assert.match(thrownBy(() => appImage(image(['/cnb/lifecycle/launcher']), {})).message, /no buildpack knows what to start; say it in a Procfile/)
    assert.match(thrownBy(() => appImage(image([], 'a', 'b'), {})).message, /which of a, b gets the visitors is not said/)
    assert.match(thrownBy(() => appImage({}, {})).message, /cannot be read/)
  })

  it('is the one that the report names', () => {
    const report = `[build]\n[[build.bom]]\n  digest = "${two}"\n[image]\n  tags = ["a:1"]\n  digest = "${one}"\n  manifest-size = 1\n`
    assert.deepEqual([reportedDigest(report), reportedDigest('[image]\n  tags = ["a:1"]\n'), reportedDigest(`[image]\nimage-id = "${two}"\n[x]\ndigest = "${two}"`)], [one, null, null])
    const layout = { folder: '/', digest: one, config: {}, layers: [] }
    compareReport(report, layout)
    assert.throws(() => compareReport(report, { ...layout, digest: two }), { code: 'build-step' })
    assert.throws(() => compareReport(undefined, layout), { code: 'build-step' })
  })
})

function thrownBy(act: () => unknown): BuildFailure {
  try {
    act()
  } catch (error) {
    if (error instanceof BuildFailure) return error
  }
  return assert.fail('it threw no failure')
}
