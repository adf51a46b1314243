import { inspect } from 'node:util'
import { relative } from 'node:path'
import { run } from 'node:test'
import type { EventData } from 'node:test'
import { endingFlags } from '../../src/kit/endingflags.ts'
import type { Ended } from './totals.ts'

export interface Batch {
  readonly root: string
  readonly files: readonly string[]
  readonly concurrency: number
  /** Milliseconds one file may take. */
  readonly timeout: number
}

/** Runs test files, each in a process of its own, and tells every test (not the suites round them) as it ends. */
export async function runTests({ root, files, concurrency, timeout }: Batch, tell: (ended: Ended) => void): Promise<void> {
  if (files.length === 0) return
  const events = run({ cwd: root, files: [...files], concurrency, timeout, execArgv: ['--disable-warning=ExperimentalWarning', ...endingFlags] })
  const isTest = (data: EventData.TestPass | EventData.TestFail): boolean => data.details.type !== 'suite'
  events.on('test:pass', (data) => {
    if (isTest(data)) tell(passed(root, data))
  })
  events.on('test:fail', (data) => {
    if (isTest(data) || !failedInside(data)) tell(failed(root, data))
  })
  await new Promise<void>((resolve, reject) => {
    events.on('error', reject)
    events.on('end', resolve)
    events.resume()
  })
}

function passed(root: string, data: EventData.TestPass): Ended {
  const excuse = data.skip ?? data.todo
  const named = { name: data.name, file: relative(root, data.file ?? '') }
  if (excuse === undefined || excuse === false) return { ...named, outcome: 'passed', reason: '' }
  return { ...named, outcome: 'skipped', reason: typeof excuse === 'string' && excuse !== '' ? excuse : 'no reason given' }
}

function failed(root: string, data: EventData.TestFail): Ended {
  const { cause } = data.details.error
  return { name: data.name, file: relative(root, data.file ?? ''), outcome: 'failed', reason: inspect(cause, { depth: 4 }) }
}

/** A suite that failed only because a test in it did is not counted again. */
function failedInside(data: EventData.TestFail): boolean {
  const error = data.details.error
  return 'failureType' in error && error.failureType === 'subtestsFailed'
}
