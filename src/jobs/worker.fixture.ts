import { appendFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { silent } from '../kit/log.ts'
import { openLocalDb } from '../localdb/localdb.ts'
import { openJobs } from './jobs.ts'
import type { Handler } from './jobs.ts'

/**
 * Run by `kill.test.ts` as a child: so many jobs of so many steps, in three lanes; now and then a step fails and is tried
 * again. Its ledger says when the work of a step began, and, after the journal has answered, that it is done. Ends by
 * itself when all jobs are done.
 */
const [, , file = '', ledger = '', count = '3', steps = '8', pause = '0'] = process.argv
const often = { attempts: 1000, first: 1, cap: 5 }
const say = (line: string): void => appendFileSync(ledger, `${line}\n`)

const work: Handler<number, number> = {
  kind: 'steps',
  title: (input) => `Steps ${input}`,
  lane: (input) => `lane ${input % 3}`,
  async run(input, tools) {
    let sum = 0
    for (let number = 0; number < Number(steps); number++) {
      const name = `${input}.${number}`
      sum += await tools.step(
        name,
        async () => {
          say(`begin ${name}`)
          await delay(Number(pause))
          if (Math.random() < 0.1) throw new Error('now and then')
          return number
        },
        { retry: often },
      )
      say(`done ${name}`)
    }
    return sum
  },
}

const db = await openLocalDb({ file, log: silent })
const jobs = await openJobs({ db, log: silent, handlers: [work], onChange: (view) => process.stdout.write(`${view.state}\n`) })
if ((await jobs.list()).length === 0) {
  await db.tx(async (t) => {
    for (let input = 1; input <= Number(count); input++) await jobs.startIn(t, 'steps', `steps:${input}`, input)
  })
}
jobs.wake()
process.stdout.write('open\n')
for (const { id } of await jobs.list()) await jobs.settled(id)
await jobs[Symbol.asyncDispose]()
await db[Symbol.asyncDispose]()
