import { Problem } from '../model/problem.ts'
import type { FailedStep } from './buildlog.ts'

/** A build that BuildKit ended: `failed` says where. */
export class BuildError extends Problem {
  readonly failed: FailedStep

  constructor(image: string, failed: FailedStep) {
    super('build-failed', { image, reason: failed.step === null ? failed.reason : `${failed.reason} (${failed.step})` })
    this.name = 'BuildError'
    this.failed = failed
  }
}
