import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tryRun } from '../kit/run.ts'
import { Problem } from '../model/problem.ts'
import type { Context } from './context.ts'

/** How the machine's repository is called beside `origin`. */
export const remoteName = 'berth'

/** What git answers, without the line end; nothing where it says no. Throws `invalid` where there is no git. */
export async function askGit({ env }: Pick<Context, 'env'>, cwd: string, words: readonly string[]): Promise<string | undefined> {
  const { code, out } = await tryRun(['git', ...words], { cwd, env }).catch((error: unknown) => Promise.reject(noGit(error)))
  return code === 0 ? out.replace(/\n$/, '') : undefined
}

/** Git with the user's own terminal, for what asks and shows; answers its exit code. */
export async function runGit(env: Readonly<Record<string, string>>, cwd: string, words: readonly string[]): Promise<number> {
  const child = spawn('git', words, { cwd, env, stdio: 'inherit' })
  const [code] = (await once(child, 'close').catch((error: unknown) => Promise.reject(noGit(error)))) as [number | null]
  return code ?? 1
}

/**
 * Over HTTPS git is told the token of the machine by its environment: it stands neither in an argument nor in the
 * repository's configuration. A remote that leads anywhere else is not shown it.
 */
export function withToken(
  env: Readonly<Record<string, string>>,
  remote: string,
  machine: { readonly address: string | undefined; readonly token: string | undefined },
): Readonly<Record<string, string>> {
  const { address, token } = machine
  const origin = URL.parse(remote)?.origin
  if (!address || !token || URL.parse(address)?.origin !== origin) return env
  const header = `Authorization: Basic ${Buffer.from(`berth:${token.trim()}`).toString('base64')}`
  const at = Number(env['GIT_CONFIG_COUNT'] ?? 0)
  return { ...env, GIT_CONFIG_COUNT: String(at + 1), [`GIT_CONFIG_KEY_${at}`]: `http.${origin}/.extraHeader`, [`GIT_CONFIG_VALUE_${at}`]: header }
}

function noGit(error: unknown): Problem {
  return new Problem('invalid', { where: 'git', reason: 'it is not on this computer; install it, or deploy without it: berth deploy --dir .' }, error)
}
