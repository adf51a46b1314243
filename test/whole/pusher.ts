import { execFile, execFileSync } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { until } from '../../src/kit/until.ts'
import type { Deploying, ProjectView, ReleaseView } from '../../src/model/project.ts'
import { Berth } from './berth.ts'
import type { BerthOptions } from './berth.ts'

export interface Pushed {
  readonly code: number
  /** What the pusher's terminal showed: the lines of the other side, without their `remote: `. */
  readonly remote: string
  readonly all: string
}

/** A whole Berth with an owner, and a developer beside it: a key, a folder of work, a project, real git and ssh. */
export class Pusher implements AsyncDisposable {
  readonly berth: Berth
  readonly work: string
  readonly key: string
  readonly name: string

  private constructor(berth: Berth, name: string) {
    this.berth = berth
    this.name = name
    this.work = join(berth.data, 'work')
    this.key = join(berth.data, 'dev_key')
  }

  static async open(options: BerthOptions = {}, name = 'blog'): Promise<Pusher> {
    const berth = await Berth.open(options)
    const pusher = new Pusher(berth, name)
    try {
      await pusher.#settle()
    } catch (error) {
      await berth[Symbol.asyncDispose]()
      throw error
    }
    return pusher
  }

  async #settle(): Promise<void> {
    const { code } = await this.berth.json<{ code: string }>('/api/local/urls')
    const origin = `http://berth.localhost:${this.berth.port}`
    await this.berth.visit('berth', '/api/claim', { method: 'POST', body: { code, name: 'Ada', password: 'a long password of Ada' }, headers: { origin } })
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'ada@laptop', '-f', this.key])
    const text = execFileSync('ssh-keygen', ['-y', '-f', this.key], { encoding: 'utf8' })
    await this.berth.json('/api/keys', { method: 'POST', body: { keys: text } })
    await this.berth.json('/api/projects', { method: 'POST', body: { name: this.name } })
    await mkdir(this.work)
    this.git('init', '--quiet', '--initial-branch=main')
  }

  get address(): string {
    return `ssh://berth@127.0.0.1:${this.berth.sshPort}/${this.name}`
  }

  git(...args: string[]): string {
    return execFileSync('git', ['-C', this.work, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
  }

  /** Writes these files (null: gone) and commits all there is. */
  async commit(files: Readonly<Record<string, string | null>>, message = 'A change'): Promise<string> {
    for (const [path, text] of Object.entries(files)) {
      if (text === null) await rm(join(this.work, path), { recursive: true })
      else {
        await mkdir(dirname(join(this.work, path)), { recursive: true })
        await writeFile(join(this.work, path), text)
      }
    }
    this.git('add', '--all')
    this.git('commit', '--quiet', '--allow-empty', '-m', message)
    return this.git('rev-parse', 'HEAD')
  }

  /** `git push` over SSH, with this key. */
  async push(
    refs: readonly string[] = ['HEAD:main'],
    { key = this.key, to = this.address, signal }: { readonly key?: string; readonly to?: string; readonly signal?: AbortSignal } = {},
  ): Promise<Pushed> {
    const ssh = `ssh -i ${key} -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null`
    const env = { PATH: process.env['PATH'] ?? '', HOME: this.berth.data, GIT_SSH_COMMAND: ssh, GIT_TERMINAL_PROMPT: '0' }
    return await new Promise((resolve) => {
      execFile('git', ['-C', this.work, 'push', '--force', to, ...refs], { env, maxBuffer: 1e8, ...(signal ? { signal } : {}) }, (error, out, err) => {
        const remote = [...err.matchAll(/^remote: ?(.*?)\s*$/gm)].map(([, line = '']) => line).join('\n')
        resolve({ code: error ? Number(error.code ?? 1) : 0, remote, all: out + err })
      })
    })
  }

  async project(): Promise<ProjectView> {
    return await this.berth.json(`/api/projects/${this.name}`)
  }

  async releases(): Promise<readonly ReleaseView[]> {
    return await this.berth.json(`/api/projects/${this.name}/releases`)
  }

  async ask(path: string, body: unknown, method = 'POST'): Promise<Deploying> {
    return await this.berth.json(`/api/projects/${this.name}/${path}`, { method, body })
  }

  /** Until this release serves, or is refused. */
  async decided(number: number, seconds = 60): Promise<ReleaseView['state']> {
    const look = async (): Promise<ReleaseView['state'] | undefined> => {
      const { state: now, live } = await this.project()
      const state = (await this.releases()).find((release) => release.number === number)?.state
      return state === 'refused' || (live === number && now === 'running') ? state : undefined
    }
    const state = await until(look, { deadline: seconds * 1000, longest: 100 })
    if (!state) throw new Error(`release ${number} was not decided: ${JSON.stringify(await this.project())}\n${await this.berth.log()}`)
    return state
  }

  /** What a visitor is shown, as its owner. */
  async shows(path = '/', seconds = 30): Promise<string> {
    const look = async (): Promise<string | undefined> => {
      const answer = await this.berth.visit(this.name, path)
      return answer.status === 200 ? answer.text : undefined
    }
    return (await until(look, { deadline: seconds * 1000, longest: 200 })) ?? `nothing: ${(await this.berth.visit(this.name, path)).status}`
  }

  /** The project first: its images go with it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.berth.local(`/api/projects/${this.name}`, { method: 'DELETE', body: { confirm: this.name } }).catch(() => undefined)
    await this.berth[Symbol.asyncDispose]()
  }
}
