import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommanderError } from 'commander'
import { asProblem, Problem } from '../model/problem.ts'
import { Client } from './client.ts'
import type { Context } from './context.ts'
import { exitOf, exits } from './exits.ts'
import { whereOf } from './logins.ts'
import { buildProgram } from './program.ts'
import { openTerminal, problemText } from './terminal.ts'

/** `berth <command>`; the launcher sets BERTH_DATA and BERTH_HOME. */
const source = join(dirname(fileURLToPath(import.meta.url)), '..')
const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const env = Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
const home = env['BERTH_HOME'] ?? join(source, ending === 'ts' ? '..' : '../..')
const data = env['BERTH_DATA'] ?? '/var/lib/berth'
const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }

function open({ json, url }: { json?: boolean; url?: string }): Context {
  const { where, login } = whereOf(env, data, url)
  return { client: new Client(where), login, terminal: openTerminal(json === true), version, data, home, node: process.execPath, source, ending, env }
}

async function main(): Promise<void> {
  const program = buildProgram(version, open)
  try {
    await program.parseAsync(process.argv)
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exits.ok : exits.usage
    else fail(error, program.opts<{ json?: boolean }>().json === true)
  }
}

function fail(error: unknown, json: boolean): void {
  const problem = refusedByTheSystem(error) ?? asProblem(error)
  process.stderr.write((json ? JSON.stringify(problem.body()) : problemText(problem)) + '\n')
  process.exitCode = exitOf(problem)
}

/** What the file system refused is no mistake of Berth's. */
function refusedByTheSystem(error: unknown): Problem | undefined {
  const { code, path } = error instanceof Error ? (error as NodeJS.ErrnoException) : {}
  return path !== undefined && (code === 'EACCES' || code === 'EPERM') ? new Problem('permission', { path }, error) : undefined
}

// Whoever reads may leave early (`berth logs | head`): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? exits.ok : exits.failed))
await main()
