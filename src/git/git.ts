import { run, tryRun } from '../kit/run.ts'
import type { RunOptions, RunResult } from '../kit/run.ts'

/** Git reads nothing of the machine's or a person's settings, asks nobody, and goes nowhere by itself. */
export const gitEnvironment: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/nonexistent',
  LC_ALL: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_REPLACE_OBJECTS: '1',
}

/** Our own settings of git; they go before what a repository's `config` says. */
const settings: Readonly<Record<string, string>> = {
  'core.hooksPath': '/dev/null',
  'core.attributesFile': '/dev/null',
  'core.excludesFile': '/dev/null',
  'core.fsmonitor': 'false',
  'core.symlinks': 'true',
  'core.protectHFS': 'true',
  'core.protectNTFS': 'true',
  'core.quotePath': 'true',
  'core.fsync': 'committed',
  'core.fsyncMethod': 'batch',
  'protocol.allow': 'never',
  'credential.helper': '',
  // packing happens when we say so, never beside us
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'receive.autogc': 'false',
}

/** `git` for a repository, by its argument list. User values come after `--` or `--end-of-options`, or are object names that were checked. */
export function gitArguments(repository: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): readonly ['git', ...string[]] {
  const all = Object.entries({ ...settings, 'safe.directory': repository, ...more })
  return ['git', ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`]), '--git-dir', repository, ...args]
}

export interface GitCall extends Pick<RunOptions, 'signal' | 'cwd' | 'input' | 'onLine'> {
  readonly env?: Iterable<readonly [string, string]> | null
}

/** Runs git in a repository; throws `RunError` unless it ends with 0. */
export async function git(repository: string, args: readonly string[], { env, ...options }: GitCall = {}): Promise<RunResult> {
  return await run(gitArguments(repository, args), { ...options, env: { ...gitEnvironment, ...Object.fromEntries(env ?? []) } })
}

/** As `git`, but any exit code is an answer. */
export async function askGit(repository: string, args: readonly string[], { env, ...options }: GitCall = {}): Promise<RunResult> {
  return await tryRun(gitArguments(repository, args), { ...options, env: { ...gitEnvironment, ...Object.fromEntries(env ?? []) } })
}

/** All lines git writes, of which there may be many; no more than `most`. */
export async function linesOf(repository: string, args: readonly string[], call: GitCall = {}, most = 200_000): Promise<readonly string[]> {
  const lines: string[] = []
  const onLine = (line: string, stream: 'out' | 'err'): void => {
    if (stream === 'out' && lines.length < most) lines.push(line)
  }
  await git(repository, args, { ...call, onLine })
  return lines
}
