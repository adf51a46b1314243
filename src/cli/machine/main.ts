import { supervise } from './supervise.ts'

/**
 * The supervisor as a process, for machines without systemd: `main.ts <program> [argument…]` keeps that program
 * running in this environment. SIGTERM and SIGINT end both.
 */
const [program, ...rest] = process.argv.slice(2)
if (program === undefined) throw new Error('which program should be supervised?')

const abort = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => abort.abort())
process.on('SIGHUP', () => undefined) // the terminal it was started from may close

const env = Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
await supervise({
  argv: [program, ...rest],
  env,
  backoff: { first: 500, cap: 30_000 },
  settled: 60_000,
  signal: abort.signal,
  say: (line) => console.error(`supervisor: ${line}`),
})
