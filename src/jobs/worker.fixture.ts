import { appendFileSync } from 'node:fs'
import { silent } from '../kit/log.ts'
import { openLocalDb } from '../localdb/localdb.ts'
import { openJobs } from './jobs.ts'
import type { Handler } from './jobs.ts'

/**
 * Run by `kill.test.ts` as a child: three jobs of eight steps. Its ledger says when the work of a step began, and,
 * after the journal has answered, that it is done. Ends by itself when all jobs are done.
 */
const [, , file = '', ledger = ''] = process.argv
const say = (line: string): void => appendFileSync(ledger, `${line}\n`)

const steps: Handler<number, number> = {
  kind: 'steps',
  title: (input) => `Steps ${input}`,
  async run(input, tools) {
    let sum = 0
    for (let number = 0; number < 8; number++) {
      const name = `${input}.${number}`
      sum += await tools.step(name, async () => {
        say(`begin ${name}`)
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
        return number
      })
      say(`done ${name}`)
    }
    return sum
  },
}

const db = await openLocalDb({ file, log: silent })
const jobs = await openJobs({ db, log: silent, handlers: [steps], onChange: (view) => process.stdout.write(`${view.state}\n`) })
if ((await jobs.list()).length === 0) {
  for (const input of [1, 2, 3]) await jobs.start('steps', `steps:${input}`, input)
}
jobs.wake()
process.stdout.write('open\n')
for (const { id } of await jobs.list()) await jobs.settled(id)
await jobs[Symbol.asyncDispose]()
await db[Symbol.asyncDispose]()
