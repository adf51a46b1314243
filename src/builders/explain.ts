import type { BuildError } from '../docker/builderror.ts'
import type { BuildLimits, Strain } from './builder.ts'
import { BuildFailure } from './failure.ts'

const killed = 137

/** Why a build failed, in a sentence for whoever pushed. */
export function explain(error: BuildError, strain: Strain, limits: BuildLimits): BuildFailure {
  const { step, exitCode, reason, lines } = error.failed
  const fail = (code: BuildFailure['code'], values: Record<string, string>): BuildFailure => new BuildFailure(code, values, lines, error)
  const at = step === null ? '' : ` at ${step}`
  if (exitCode === killed && strain.memory)
    return fail('build-limit', { reason: `it needed more than ${limits.memoryMb} MB of memory${at}`, next: 'Let it do less at once; or ask the owner of this machine for a higher build_memory_mb.' })
  if (exitCode !== null && strain.processes)
    return fail('build-limit', {
      reason: `it started more than ${limits.processes} processes${at}`,
      next: 'Look for what starts itself again, or let it do less at once (make -j2); or ask the owner of this machine for a higher build_processes.',
    })
  return refusal(reason, fail) ?? fail('build-step', { step: step ?? 'the Dockerfile', reason: exitCode === null ? reason : `it ended with exit code ${exitCode}` })
}

/** What BuildKit would not do for it. */
function refusal(reason: string, fail: (code: BuildFailure['code'], values: Record<string, string>) => BuildFailure): BuildFailure | undefined {
  const denied = /source "([^"]+)" denied by policy/.exec(reason)?.[1]
  if (denied?.startsWith('docker-image://') && !denied.startsWith('docker-image://docker.io/'))
    return fail('build-refused', {
      reason: `it builds on ${denied.slice('docker-image://'.length)}, and who is not from here gets images of public registries alone`,
      next: 'Base it on an image of a public registry.',
    })
  if (denied?.startsWith('docker-image://'))
    return fail('build-refused', {
      reason: `${denied.slice('docker-image://docker.io/'.length)} was built from somebody’s source here, and is no base for others`,
      next: 'Base it on a published image.',
    })
  if (denied !== undefined)
    return fail('build-refused', {
      reason: `it adds ${denied}, which this machine itself would fetch, past the walls around a build`,
      next: 'Fetch it in a step of its own instead: RUN with curl, wget or git.',
    })
  const entitled = /(network\.host|security\.insecure) is not allowed/.exec(reason)?.[1]
  if (entitled !== undefined)
    return fail('build-refused', {
      reason: `a step asks for ${entitled === 'network.host' ? 'the network of the machine' : 'the rights of the machine'}`,
      next: 'Take --network=host and --security=insecure out of its Dockerfile.',
    })
  const [, image, why] = /failed to resolve source metadata for (\S+): (.*)$/.exec(reason) ?? []
  if (image !== undefined) return fail('image-unavailable', { image, reason: why ?? '' })
  return undefined
}
