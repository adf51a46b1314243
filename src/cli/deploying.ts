import { until } from '../kit/until.ts'
import { Problem } from '../model/problem.ts'
import type { Deploying, PushWord } from '../model/project.ts'
import type { Client } from './client.ts'
import type { Context } from './context.ts'
import { exits } from './exits.ts'
import { projectPath } from './projectpath.ts'

/** How long an engine that went away may take to come back, milliseconds: a build outlives it. */
const patience = 60_000

type End = PushWord & { readonly type: 'end' }

/**
 * Shows how a build and its release go, to the end, and then the address. Leaving it stops nothing. What comes to nothing
 * ends this program with the exit code of a failed job. `wait` false: says only that it was begun.
 */
export async function followDeploying({ client, terminal }: Pick<Context, 'client' | 'terminal'>, deploying: Deploying, wait: boolean): Promise<void> {
  const { project, job, release } = deploying
  if (!wait || (job === null && release === null))
    return terminal.show(deploying, () => (job === null ? `${project}: release ${release ?? '–'}` : `${project} is being built. See how it goes: berth jobs ${job} --follow`))
  const end = await endOf(client, projectPath(project, `/follow?${job === null ? `release=${release}` : `job=${job}`}`), (line) => terminal.say(line))
  for (const line of end.lines) terminal.say(line)
  if (!end.ok) process.exitCode = exits.job
  if (end.ok || terminal.json) terminal.show(end, () => end.url ?? '')
}

/** Goes on where it was after a restart of the engine. */
async function endOf(client: Client, path: string, say: (line: string) => void): Promise<End> {
  for (let seen = 0; ;) {
    const heard = await listen(client, path, seen, say)
    if (heard.end) return heard.end
    seen = heard.seen
    const back = await until(() => client.get('/api/health').catch(unlessDown), { deadline: patience, longest: 1000 })
    if (back === undefined) throw new Problem('engine-down', { where: 'it went away while this was at work; the build goes on when it is back' })
  }
}

async function listen(client: Client, path: string, seen: number, say: (line: string) => void): Promise<{ readonly end?: End; readonly seen: number }> {
  let at = 0
  const hear = ({ line }: PushWord & { readonly type: 'line' }): void => {
    at += 1
    if (at > seen) say(line)
  }
  const end = await endIn(client.events<PushWord>(path), hear).catch(unlessDown)
  return { ...(end ? { end } : {}), seen: Math.max(at, seen) }
}

async function endIn(words: AsyncIterable<PushWord>, hear: (word: PushWord & { readonly type: 'line' }) => void): Promise<End | undefined> {
  for await (const word of words) {
    if (word.type === 'end') return word
    hear(word)
  }
  return undefined
}

function unlessDown(error: unknown): undefined {
  if (!(error instanceof Problem && error.code === 'engine-down')) throw error
}
