import { silent } from '../kit/log.ts'
import { InstanceName } from '../model/names.ts'
import { openLocalDb } from './localdb.ts'
import { sampleSpec } from './sample.ts'

/** Run by `kill.test.ts` as a child: writes for ever, and says each number only after its commit was answered. */
const db = await openLocalDb({ file: process.argv[2] ?? '', log: silent })
const kept = Number((await db.meta.get('count')) ?? 0)
process.stdout.write(`open ${kept}\n`)
for (let count = kept + 1; ; count++) {
  await db.tx(async (t) => {
    await t.meta.set('count', String(count))
    await t.specs.insert(sampleSpec(`wiki-${count}`))
    await t.statuses.put({ name: InstanceName.parse(`wiki-${count}`), state: 'running', since: '', cause: null, crashes: 0, oom: 0, nextTry: null })
    await t.meta.set('last', `wiki-${count}`)
  })
  process.stdout.write(`done ${count}\n`)
}
