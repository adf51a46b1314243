import { spawn } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { run } from '../../../../../kit/run.ts'

export type Files = Readonly<Record<string, string | null>>

export interface CommitOptions {
  /** What changes; null takes a file away. */
  readonly files?: Files
  /** The commit it comes after; null begins anew. */
  readonly onto: string | null
  readonly message: string
  readonly author: string
  readonly date: string
}

/** A real bare repository, and a folder where its commits are made. */
export class BareRepository {
  readonly folder: string
  readonly #work: string

  private constructor(folder: string) {
    this.folder = `${folder}.git`
    this.#work = `${folder}.work`
  }

  static async create(folder: string): Promise<BareRepository> {
    const repository = new BareRepository(folder)
    await git(['init', '--quiet', '--bare', '--template=', '--initial-branch=main', repository.folder])
    await git(['init', '--quiet', '--template=', '--initial-branch=main', repository.#work])
    return repository
  }

  /** Makes a commit, on no branch yet. Its name. */
  async commit({ files = {}, onto, message, author, date }: CommitOptions): Promise<string> {
    const inWork = async (args: readonly string[]): Promise<string> => await git(args, this.#work, { author, date })
    if (onto === null) await inWork(['checkout', '--quiet', '--orphan', 'fresh'])
    else await this.#take(onto, inWork)
    for (const [path, text] of Object.entries(files)) await this.#write(path, text)
    await inWork(['add', '--all', '--force'])
    await inWork(['commit', '--quiet', '--allow-empty', '-m', message])
    const commit = await inWork(['rev-parse', 'HEAD'])
    await inWork(['checkout', '--quiet', '--detach'])
    if (onto === null) await inWork(['branch', '-D', '--quiet', 'fresh'])
    return commit
  }

  /** Lets a ref of `into` (this one, or that of a fork's base) name a commit. */
  async point(ref: string, commit: string, into: BareRepository = this): Promise<void> {
    await git(['push', '--quiet', '--force', into.folder, `${commit}:${ref}`], this.#work)
  }

  async unpoint(ref: string): Promise<void> {
    await git(['--git-dir', this.folder, 'update-ref', '-d', ref])
  }

  async tip(ref: string): Promise<string | null> {
    return await git(['--git-dir', this.folder, 'rev-parse', '--verify', '--quiet', ref]).catch(() => null)
  }

  async has(commit: string): Promise<boolean> {
    return await git(['--git-dir', this.folder, 'cat-file', '-e', `${commit}^{commit}`]).then(
      () => true,
      () => false,
    )
  }

  /** All that is in another one comes into this one: a fork begins as a copy. */
  async copy(other: BareRepository): Promise<void> {
    await git(['--git-dir', this.folder, 'fetch', '--quiet', other.folder, '+refs/heads/*:refs/heads/*'])
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
    await rm(this.#work, { recursive: true, force: true })
  }

  async #take(commit: string, inWork: (args: readonly string[]) => Promise<string>): Promise<void> {
    await inWork(['fetch', '--quiet', this.folder, commit])
    await inWork(['checkout', '--quiet', '--force', '--detach', commit])
  }

  async #write(path: string, text: string | null): Promise<void> {
    const file = join(this.#work, path)
    if (text === null) return await rm(file, { force: true })
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
}

/** Git's own server program, by CGI (RFC 3875); `path`: what is asked of the repository, as `/info/refs`. */
export async function serveGit(repository: BareRepository, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { search } = new URL(request.url ?? '/', 'http://localhost')
  const { 'content-type': type = '', 'content-encoding': encoding = '', 'git-protocol': protocol = '' } = request.headers
  const about = { REQUEST_METHOD: request.method ?? 'GET', QUERY_STRING: search.slice(1), PATH_INFO: path, CONTENT_TYPE: type, HTTP_CONTENT_ENCODING: encoding, GIT_PROTOCOL: String(protocol) }
  const child = spawn('git', ['http-backend'], { env: { ...environment, GIT_PROJECT_ROOT: repository.folder, GIT_HTTP_EXPORT_ALL: '1', REMOTE_ADDR: '127.0.0.1', ...about } })
  child.stdin.on('error', () => undefined)
  request.pipe(child.stdin)
  const parts: Buffer[] = []
  child.stdout.on('data', (part: Buffer) => parts.push(part))
  await new Promise((resolve) => child.on('close', resolve))
  const whole = Buffer.concat(parts)
  const end = whole.indexOf('\r\n\r\n')
  const lines = whole.subarray(0, Math.max(0, end)).toString().split('\r\n')
  const headers = Object.fromEntries(lines.map((line) => line.split(': ', 2)).filter((pair): pair is [string, string] => pair.length === 2))
  response.writeHead(Number.parseInt(headers['Status'] ?? '200', 10), headers)
  await pipeline([whole.subarray(end + 4)], response)
}

/** As GitHub has it: any commit that is there may be asked for. */
const any = { GIT_CONFIG_KEY_2: 'uploadpack.allowAnySHA1InWant', GIT_CONFIG_VALUE_2: 'true' }
/** Nothing here outlives the test: no disk is waited for. */
const quick = { GIT_CONFIG_COUNT: '3', GIT_CONFIG_KEY_0: 'core.fsync', GIT_CONFIG_VALUE_0: 'none', GIT_CONFIG_KEY_1: 'gc.auto', GIT_CONFIG_VALUE_1: '0', ...any }
const environment = {
  ...quick,
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
}

async function git(args: readonly string[], cwd = '/', { author = 'github', date = '2026-01-01T00:00:00Z' }: { readonly author?: string; readonly date?: string } = {}): Promise<string> {
  const who = {
    GIT_AUTHOR_NAME: author,
    GIT_AUTHOR_EMAIL: `${author}@example.org`,
    GIT_COMMITTER_NAME: author,
    GIT_COMMITTER_EMAIL: `${author}@example.org`,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  }
  return (await run(['git', ...args], { cwd, env: { ...environment, ...who } })).out.trim()
}
