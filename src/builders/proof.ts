import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BuildError } from '../docker/builderror.ts'
import type { Docker } from '../docker/docker.ts'
import { Problem } from '../model/problem.ts'

/** A name that nobody has (RFC 2606). */
const dockerfile = 'FROM scratch\nADD http://berth.invalid/ /\n'

/** Milliseconds; it is every build's proof, so no one build's signal ends it. */
const patience = 60_000

/**
 * An old client, or an old daemon, leaves out the policy that keeps a build from having the machine fetch for it, and
 * says nothing. So a build that it must refuse is tried before anybody's. Throws `build-refused` when it is not.
 */
export async function provePolicy(docker: Docker): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-proof-'))
  try {
    await writeFile(join(folder, 'Dockerfile'), dockerfile)
    await docker.build(folder, 'berth-proof:policy', { signal: AbortSignal.timeout(patience), onProgress: () => undefined, recipe: { args: {}, secrets: new Map(), labels: {}, owner: 'proof' } })
  } catch (error) {
    if (error instanceof BuildError && error.failed.reason.includes('denied by policy')) return
    if (!(error instanceof BuildError)) throw error
    throw new Problem(
      'build-refused',
      {
        reason: 'this machine’s BuildKit does not keep builds from what only the machine may reach',
        next: 'Update docker-buildx (0.10 or newer) and Docker (23 or newer); `berth doctor` says what is there.',
      },
      error,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
