import { settleIn } from '../instances/settlein.ts'
import type { Handler } from '../jobs/jobs.ts'
import type { InstanceName } from '../model/names.ts'
import type { Operation } from './operation.ts'

export interface ReplaceInput {
  readonly name: InstanceName
}

/** Makes an instance's files anew from the version it has, as when what it may have was changed. Its data is not touched. */
export function replaceJob(operation: Operation): Handler<ReplaceInput> {
  return {
    kind: 'replace',
    doing: 'changed',
    title: ({ name }) => `Change what ${name} may have`,
    instance: ({ name }) => name,
    retry: { attempts: 3, first: 1000, cap: 10_000 },
    run: async ({ name }) => {
      await settleIn(operation, name, null, (spec) => spec)
    },
  }
}
