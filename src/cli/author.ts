import { join, resolve } from 'node:path'
import { tryRun } from '../kit/run.ts'
import { Problem } from '../model/problem.ts'
import type { ProblemBody } from '../model/problem.ts'
import type { Context } from './context.ts'

/** Runs the author's program, whose lines are JSON. Throws the problem it ended with. */
export async function runAuthor({ node, source, ending, env }: Context, command: 'check' | 'publish', folders: readonly string[]): Promise<readonly unknown[]> {
  const said: string[] = []
  const onLine = (line: string, stream: 'out' | 'err'): void => {
    if (stream === 'out') said.push(line)
  }
  const argv: [string, ...string[]] = [node, join(source, 'author', `main.${ending}`), command, ...folders.map((folder) => resolve(folder))]
  const { code, err } = await tryRun(argv, { env, onLine })
  if (code !== 0) throw problemOf(err)
  return said.map((line) => JSON.parse(line) as unknown)
}

function problemOf(text: string): Problem {
  const line = text.trim().split('\n').at(-1) ?? ''
  try {
    const { code, ...values } = JSON.parse(line) as ProblemBody
    return new Problem(code, values as Record<string, string>)
  } catch {
    return new Problem('internal', { reason: line })
  }
}
