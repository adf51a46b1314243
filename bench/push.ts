import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import type { JobStep, JobView } from '../src/model/job.ts'
import { until } from '../src/kit/until.ts'
import { bringDebianImages } from '../test/debian/base.ts'
import { nodeApp } from '../test/whole/pushedapps.ts'
import { Pusher } from '../test/whole/pusher.ts'
import { atMost, conclude, quantile, rounded } from './measure/figures.ts'

/**
 * What a push costs: stored only, beside the same push to plain git over OpenSSH's sshd (in a container of its own); and
 * from the end of a build to the first answer of what was built; a deploy of what has not changed; a rollback.
 */
const rounds = 7
const run = promisify(execFile)

await bringDebianImages(['node', 'sshd'])
await using dev = await Pusher.open({ built: true })
await dev.commit(nodeApp('release 0'))
await dev.push()

const stored: number[] = []
const plain: number[] = []
const { address, end } = await plainServer(dev)
try {
  for (let round = 0; round < rounds; round++) {
    await dev.commit({ 'note.txt': `note ${round}` })
    stored.push(await timed(async () => await dev.push(['HEAD:refs/heads/kept'])))
    plain.push(await timed(async () => await dev.push(['HEAD:refs/heads/kept'], { to: address })))
  }
} finally {
  await end()
}

const toAnswer: number[] = []
const redeploy: number[] = []
const rollback: number[] = []
for (let round = 1; round <= rounds; round++) {
  await dev.commit({ 'words.js': `module.exports = 'release ${round}'\n` })
  const pushed = dev.push()
  const answered = await answers(`release ${round} `)
  await pushed
  toAnswer.push(answered - (await builtAt()))
  redeploy.push(await timed(async () => await serves((await dev.ask('redeploy', {})).job)))
  rollback.push(await timed(async () => dev.decided((await dev.ask('rollback', {})).release ?? 0)))
}

const [ours, bare] = [quantile(stored, 0.5), quantile(plain, 0.5)]
const figures = {
  build_to_answer_ms: rounded(quantile(toAnswer, 0.5)),
  redeploy_ms: rounded(quantile(redeploy, 0.5)),
  rollback_ms: rounded(quantile(rollback, 0.5)),
  overhead_ms: rounded(ours - bare),
}
conclude(
  'push',
  { ...figures, push_ms: rounded(ours), plain_push_ms: rounded(bare), ratio: rounded(ours / bare) },
  {
    build_to_answer_ms: atMost(figures.build_to_answer_ms, 2000),
    redeploy_ms: atMost(figures.redeploy_ms, 5000),
    rollback_ms: atMost(figures.rollback_ms, 5000),
    overhead_ms: atMost(figures.overhead_ms, 300),
  },
)

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** Epoch milliseconds of the first answer that says this. */
async function answers(words: string): Promise<number> {
  const look = async (): Promise<number | undefined> => ((await dev.berth.visit(dev.name)).text === words ? Date.now() : undefined)
  const at = await until(look, { deadline: 120_000, longest: 10 })
  if (at === undefined) throw new Error(`nothing answered ${words}`)
  return at
}

/** When the last build ended, epoch milliseconds. */
async function builtAt(): Promise<number> {
  const job = (await dev.berth.json<JobView[]>('/api/jobs')).find(({ kind }) => kind === 'build')
  const steps = await dev.berth.json<JobStep[]>(`/api/jobs/${job?.id ?? ''}/steps`)
  return Date.parse(steps.find(({ name }) => name === 'build')?.at ?? '')
}

/** Until the build is done and its release serves. */
async function serves(job: string | null): Promise<void> {
  const ended = async (): Promise<true | undefined> => ((await dev.berth.json<JobView>(`/api/jobs/${job ?? ''}`)).state === 'done' ? true : undefined)
  await until(ended, { deadline: 120_000, longest: 20 })
  await dev.decided((await dev.project()).last)
}

/** Git over sshd, and nothing else. */
async function plainServer({ key }: Pusher): Promise<{ readonly address: string; readonly end: () => Promise<void> }> {
  const name = `berth-bench-sshd-${process.pid}`
  const keys = execFileSync('ssh-keygen', ['-y', '-f', key], { encoding: 'utf8' })
  const { stdout } = await run('docker', ['run', '--detach', '--rm', '--name', name, '--publish', '127.0.0.1::22', 'berth-test/sshd:1'])
  const id = stdout.trim()
  const writing = execFile('docker', ['exec', '--interactive', id, 'tee', '/root/.ssh/authorized_keys'])
  writing.stdin?.end(keys)
  await new Promise((resolve) => writing.once('close', resolve))
  const port = (await run('docker', ['port', id, '22'])).stdout.trim().split(':').at(-1) ?? ''
  return { address: `ssh://root@127.0.0.1:${port}/srv/blog.git`, end: async () => await ended(run('docker', ['stop', '--time', '1', id])) }
}

async function ended(work: Promise<unknown>): Promise<void> {
  await work
}
