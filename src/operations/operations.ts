import type { Handler } from '../jobs/jobs.ts'
import type { Operation } from './operation.ts'
import { putBackJob } from './putback.ts'
import { replaceJob } from './replace.ts'
import { rollbackJob } from './rollback.ts'
import { updateJob } from './update.ts'

/** Every kind of long work over instances; a new one is one file and one line here. */
export function operations(operation: Operation): readonly Handler[] {
  return [updateJob(operation), putBackJob(operation), rollbackJob(operation), replaceJob(operation)] as readonly Handler[]
}
