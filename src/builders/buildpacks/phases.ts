import type { Ended } from '../../docker/once.ts'
import type { BuildLimits, Strain } from '../builder.ts'
import { BuildFailure } from '../failure.ts'

const killed = 137

interface Phase {
  readonly step: string
  readonly reason: string
}

/** Exit codes of the creator (CNB platform specification, "Outputs"; its sub-codes in the lifecycle's platform/exit.go). */
const exact: Readonly<Record<number, Phase>> = {
  11: { step: 'its start', reason: 'the lifecycle of the builder image does not speak our Platform API' },
  12: { step: 'its start', reason: 'a buildpack speaks a Buildpack API that the lifecycle of the builder image does not' },
  20: { step: 'detection', reason: 'no buildpack of the builder image knows what to do with this project' },
  21: { step: 'detection', reason: 'no buildpack fits, and at least one of them failed while looking' },
  51: { step: 'the build', reason: 'a buildpack failed' },
  126: { step: 'its start', reason: 'the lifecycle of the builder image cannot be run on this machine' },
  127: { step: 'its start', reason: 'the builder image has no /cnb/lifecycle/creator' },
}

const tens: Readonly<Record<number, Phase>> = {
  2: { step: 'detection', reason: 'the lifecycle failed' },
  3: { step: 'analysis', reason: 'the lifecycle could not read the run image, or the image of the last build' },
  4: { step: 'restoring the cache', reason: 'the lifecycle failed' },
  5: { step: 'the build', reason: 'the lifecycle failed' },
  6: { step: 'export', reason: 'the lifecycle could not write the image' },
}

/** Throws what whoever pushed should read, when the creator did not end well. */
export function refuseFailed({ exitCode, oomKilled }: Ended, strain: Strain, { memoryMb, processes }: BuildLimits): void {
  if (exitCode === 0) return
  if (oomKilled || (exitCode === killed && strain.memory)) throw limit(`it needed more than ${memoryMb} MB of memory`, 'build_memory_mb')
  if (strain.processes) throw limit(`it started more than ${processes} processes`, 'build_processes')
  const { step, reason } = exact[exitCode] ?? tens[Math.floor(exitCode / 10)] ?? { step: 'its start', reason: 'the lifecycle failed' }
  throw new BuildFailure('build-step', { step, reason: `${reason} (exit code ${exitCode})` })
}

function limit(reason: string, setting: string): BuildFailure {
  return new BuildFailure('build-limit', { reason, next: `Let it do less at once; or ask the owner of this machine for a higher ${setting}.` })
}
