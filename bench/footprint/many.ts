import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { silent } from '../../src/kit/log.ts'
import { until } from '../../src/kit/until.ts'
import { openLocalDb } from '../../src/localdb/localdb.ts'
import { InstanceName } from '../../src/model/names.ts'
import { sampleSpec } from '../../src/instances/samples.ts'

const program = fileURLToPath(new URL('engine.ts', import.meta.url))

/** Seconds from the start of an engine's process until its API tells of this many instances. */
export async function startMany(count: number): Promise<number> {
  const data = await mkdtemp(join(tmpdir(), 'berth-many-'))
  await writeRows(data, count)
  const began = performance.now()
  const engine = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, data], { stdio: ['ignore', 'ignore', 'inherit'] })
  const all = await until(async () => ((await told(data)) === count ? true : undefined), { deadline: 30_000, longest: 10 })
  const seconds = (performance.now() - began) / 1000
  engine.kill('SIGTERM')
  await once(engine, 'exit')
  await rm(data, { recursive: true, force: true })
  return all ? seconds : NaN
}

async function writeRows(data: string, count: number): Promise<void> {
  await mkdir(join(data, 'instances'), { recursive: true })
  await using db = await openLocalDb({ file: join(data, 'berth.db'), log: silent })
  for (let at = 0; at < count; at++) await db.specs.insert({ ...sampleSpec(), name: InstanceName.parse(`app-${at}`) })
}

/** How many instances the API tells of; 0 while it does not answer. */
function told(data: string): Promise<number> {
  return new Promise((resolve) => {
    const asked = request({ socketPath: join(data, 'run', 'engine.sock'), path: '/api/instances', agent: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      answer.on('end', () => resolve(answer.statusCode === 200 ? (JSON.parse(text) as unknown[]).length : 0))
    })
    asked.on('error', () => resolve(0))
    asked.end()
  })
}
