import type { Files } from './git.testbed.ts'
import type { Hook, Hooks } from './hooks.testbed.ts'
import { pullPart, repositoryShape, userShape } from './shapes.testbed.ts'
import type { Payload } from './shapes.testbed.ts'
import { ownerOf } from './state.testbed.ts'
import type { StandInPull, StandInRepository, State } from './state.testbed.ts'

export interface NewPull {
  readonly author: string
  readonly title?: string
  readonly branch?: string
  readonly base?: string
  readonly files?: Files
  readonly labels?: readonly string[]
  readonly draft?: boolean
  /** It comes from a fork of its author's. */
  readonly fork?: boolean
}

export interface Push {
  readonly by?: string
  readonly files?: Files
  readonly message?: string
  /** What was there before is gone: the commit comes after the base instead. */
  readonly force?: boolean
}

/** Numbers of pull requests in a repository are given here. */
const first = 1

/** What people do with code and pull requests. Each changes the stand-in, and sends its webhook. */
export abstract class StandInPulls {
  readonly state: State
  readonly hooks: Hooks
  /** Of its pages. */
  readonly url: string

  constructor(state: State, hooks: Hooks, url: string) {
    this.state = state
    this.hooks = hooks
    this.url = url
  }

  async openPull(path: string, { author, title = 'A change', branch, base = 'main', files = { 'change.txt': 'a change\n' }, labels = [], draft = false, fork = false }: NewPull): Promise<StandInPull> {
    const at = this.state.at(path)
    const from = fork ? await this.fork(path, author) : at
    const number = first + at.pulls.size
    const onto = await at.git.tip(`refs/heads/${base}`)
    const commit = await from.git.commit({ files, onto, message: title, author, date: this.state.tick() })
    const pull: StandInPull = { number, at, title, author, base, branch: branch ?? `change-${number}`, from, commit, open: true, draft, labels: [...labels], updated: this.state.tick() }
    at.pulls.set(number, pull)
    await this.#point(pull)
    await this.#pushed(from, pull.branch, commit, author, title)
    await this.#told('opened', pull, author)
    return pull
  }

  /** A new commit of a pull request. Its name. */
  async push(path: string, number: number, { by, files = { 'again.txt': `${this.state.next()}\n` }, message = 'Another change', force = false }: Push = {}): Promise<string> {
    const pull = this.state.pull(path, number)
    const from = pull.from ?? pull.at
    const onto = force ? await pull.at.git.tip(`refs/heads/${pull.base}`) : pull.commit
    pull.commit = await from.git.commit({ files, onto, message, author: by ?? pull.author, date: this.state.tick() })
    await this.#point(pull)
    await this.#pushed(from, pull.branch, pull.commit, by ?? pull.author, message)
    if (pull.open) await this.#told('synchronize', pull, by ?? pull.author)
    return pull.commit
  }

  /** A commit on a branch that is no pull request's. Its name. */
  async pushBranch(path: string, branch: string, { by, files = { 'again.txt': `${this.state.next()}\n` }, message = 'A change' }: Push = {}): Promise<string> {
    const at = this.state.at(path)
    const onto = (await at.git.tip(`refs/heads/${branch}`)) ?? (await at.git.tip('refs/heads/main'))
    const commit = await at.git.commit({ files, onto, message, author: by ?? ownerOf(at), date: this.state.tick() })
    await at.git.point(`refs/heads/${branch}`, commit)
    await this.#pushed(at, branch, commit, by ?? ownerOf(at), message)
    return commit
  }

  async deleteBranch(path: string, branch: string, by?: string): Promise<void> {
    const at = this.state.at(path)
    await at.git.unpoint(`refs/heads/${branch}`)
    await this.#pushed(at, branch, null, by ?? ownerOf(at), '')
  }

  async close(path: string, number: number, by?: string): Promise<void> {
    await this.#change(path, number, 'closed', (pull) => (pull.open = false), by)
  }

  async reopen(path: string, number: number, by?: string): Promise<void> {
    await this.#change(path, number, 'reopened', (pull) => (pull.open = true), by)
  }

  async draft(path: string, number: number, draft: boolean, by?: string): Promise<void> {
    await this.#change(path, number, draft ? 'converted_to_draft' : 'ready_for_review', (pull) => (pull.draft = draft), by)
  }

  async label(path: string, number: number, name: string, by?: string): Promise<void> {
    await this.#change(path, number, 'labeled', (pull) => (pull.labels = [...pull.labels.filter((one) => one !== name), name]), by, { label: { name } })
  }

  async unlabel(path: string, number: number, name: string, by?: string): Promise<void> {
    await this.#change(path, number, 'unlabeled', (pull) => (pull.labels = pull.labels.filter((one) => one !== name)), by, { label: { name } })
  }

  /** Another title or base. */
  async edit(path: string, number: number, { title, base }: { readonly title?: string; readonly base?: string }, by?: string): Promise<void> {
    const now = this.state.pull(path, number)
    const changes = { ...(title === undefined ? {} : { title: { from: now.title } }), ...(base === undefined ? {} : { base: { ref: { from: now.base } } }) }
    await this.#change(path, number, 'edited', (pull) => Object.assign(pull, { title: title ?? pull.title, base: base ?? pull.base }), by, { changes })
  }

  /** What nobody needs to hear about: someone was asked for a review. */
  async requestReview(path: string, number: number, by?: string): Promise<void> {
    await this.#change(path, number, 'review_requested', () => undefined, by)
  }

  async comment(path: string, number: number, body: string, by: string): Promise<void> {
    const at = this.state.at(path)
    const comment = { id: this.state.next(), number, body, login: by, app: null, created: this.state.tick() }
    at.comments.push(comment)
    const payload: Payload<'issue_comment.created'> = {
      action: 'created',
      repository: repositoryShape(at),
      issue: { number, pull_request: { html_url: `${this.url}/${at.path}/pull/${number}` } },
      comment: { id: comment.id, body, user: userShape(by), created_at: comment.created },
      sender: userShape(by),
    }
    await this.hooks.happened('issue_comment', payload)
  }

  /** Somebody's copy of a repository. */
  abstract fork(path: string, owner: string): Promise<StandInRepository>

  async #change(path: string, number: number, action: string, change: (pull: StandInPull) => unknown, by?: string, more: object = {}): Promise<void> {
    const pull = this.state.pull(path, number)
    change(pull)
    pull.updated = this.state.tick()
    await this.#told(action, pull, by ?? ownerOf(pull.at), more)
  }

  /** The branch where it lies, and GitHub's own ref in the repository that it is to go into. */
  async #point({ at, from, branch, number, commit }: StandInPull): Promise<void> {
    await (from ?? at).git.point(`refs/heads/${branch}`, commit)
    await (from ?? at).git.point(`refs/pull/${number}/head`, commit, at.git)
  }

  async #told(action: string, pull: StandInPull, by: string, more: object = {}): Promise<Hook> {
    pull.updated = action === 'opened' ? pull.updated : this.state.tick()
    const payload: Payload<'pull_request.opened'> = { action, number: pull.number, pull_request: pullPart(pull, this.url), repository: repositoryShape(pull.at), sender: userShape(by) }
    return await this.hooks.happened('pull_request', { ...payload, ...more })
  }

  /** Forks have webhooks of their own, which go elsewhere. */
  async #pushed(repository: StandInRepository, branch: string, commit: string | null, by: string, message: string): Promise<void> {
    repository.pushed = this.state.tick()
    if (repository.parent) return
    const after = commit ?? '0'.repeat(40)
    const payload: Payload<'push'> = {
      ref: `refs/heads/${branch}`,
      after,
      deleted: commit === null,
      repository: { ...repositoryShape(repository), pushed_at: Math.floor(Date.parse(repository.pushed) / 1000) },
      pusher: { name: by },
      sender: userShape(by),
      head_commit: commit === null ? null : { id: commit, message, timestamp: repository.pushed },
    }
    await this.hooks.happened('push', payload)
  }
}
