import { fileURLToPath } from 'node:url'
import { runChecks } from './test/checks.ts'
import { findTests } from './test/files.ts'
import { runTests } from './test/nodetests.ts'
import { Totals } from './test/totals.ts'
import type { Ended } from './test/totals.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const words = process.argv.slice(2)
const filters = words.filter((word) => !word.startsWith('--'))
const long = words.includes('--long')
const strict = process.env['CI'] === 'true'
const totals = new Totals()

function tell(ended: Ended): void {
  totals.add(ended)
  const sign = { passed: '✔', failed: '✖', skipped: '–' }[ended.outcome]
  console.log(`${sign} ${ended.file}: ${ended.name}${ended.outcome === 'skipped' ? ` (skipped: ${ended.reason})` : ''}`)
  if (ended.outcome === 'failed') console.log(indent(ended.reason))
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ')
}

function summary(): void {
  const [failures, skips] = [totals.of('failed'), totals.of('skipped')]
  if (failures.length > 0) console.log(`\nFailed:\n${failures.map(({ file, name }) => `  ${file}: ${name}`).join('\n')}`)
  if (skips.length > 0) console.log(`\nSkipped${strict ? ', which CI counts as a failure' : ''}:\n${skips.map(({ file, name, reason }) => `  ${file}: ${name}: ${reason}`).join('\n')}`)
  console.log(`\n${totals.line()}`)
}

if (long) process.env['BERTH_LONG'] = '1'
const timeout = (long ? 60 : 5) * 60_000
const { plain, shared } = findTests(root, filters)
if (filters.length === 0) runChecks(root, tell)
await runTests({ root, files: plain, concurrency: 2, timeout }, tell)
await runTests({ root, files: shared, concurrency: 1, timeout }, tell)
summary()
process.exitCode = totals.code(strict)
