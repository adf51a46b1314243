import { stat } from 'node:fs/promises'
import type { JobTools, StepOptions } from '../jobs/handler.ts'

/**
 * The step that brings a job its source into `folder`; done anew where that is gone by now. What a cancelled job had
 * gathered is cleared when the engine starts again, and the job may be tried again after that.
 */
export async function gather<T>(tools: Pick<JobTools, 'step'>, name: string, folder: string, work: () => Promise<T>, options: StepOptions = {}): Promise<T> {
  for (let turn = 1; ; turn += 1) {
    const brought = { now: false }
    const bring = async (): Promise<T> => {
      brought.now = true
      return await work()
    }
    const result = await tools.step(turn === 1 ? name : `${name} ${turn}`, bring, options)
    if (brought.now || (await stat(folder).catch(() => undefined))) return result
  }
}
