import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { verdictOf } from './bench/verdict.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'bench')
const asked = process.argv.slice(2)

/** The benches there are: every program directly in bench/. */
function known(): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
}

/** Runs one bench in a process of its own, shows what it says, and gives its last line. */
async function runBench(name: string): Promise<string> {
  const argv = ['--disable-warning=ExperimentalWarning', join(folder, `${name}.ts`)]
  const child = spawn(process.execPath, argv, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  let last = ''
  for await (const line of createInterface({ input: child.stdout })) {
    console.log(line)
    if (line.trim() !== '') last = line
  }
  return last
}

const unknown = asked.filter((name) => !known().includes(name))
if (unknown.length > 0) {
  console.error(`There is no bench called ${unknown.join(', ')}; there are: ${known().join(', ')}`)
  process.exit(2)
}

const verdicts = []
for (const name of asked.length > 0 ? asked : known()) {
  console.log(`# ${name}`)
  verdicts.push(verdictOf(name, await runBench(name)))
}
for (const { bench, reason } of verdicts.filter(({ ok }) => !ok)) console.error(`${bench}: ${reason}`)
process.exitCode = verdicts.every(({ ok }) => ok) ? 0 : 1
