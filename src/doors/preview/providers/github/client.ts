import { z } from 'zod'
import type { CloneSource, DeploymentAnswer, OpenClient, ProviderClient, ProviderOptions, PullFacts, RepositoryFacts, StatusAnswer } from '../provider.ts'
import { readAnswer } from '../api/answer.ts'
import { denied } from '../api/refusal.ts'
import { basic } from '../api/basic.ts'
import { Commit, firstLine, Login, Moment } from '../wire/fields.ts'
import { putComment } from './comments.ts'
import type { Desk } from './desk.ts'
import { putDeployment } from './deployments.ts'
import { Installations } from './installations.ts'
import { githubError, name, statusOf } from './octokit.ts'
import type { Hand } from './octokit.ts'
import { Pull, pullFacts, Repository, repositoryFacts } from './payloads.ts'
import { TokenDesk } from './token.ts'

const Branch = z.object({
  commit: z.object({
    sha: Commit,
    author: z.object({ login: Login }).nullish(),
    commit: z.object({ message: z.string(), author: z.object({ name: Login }).nullish(), committer: z.object({ date: Moment }).nullish() }),
  }),
})

/** Characters of a status' text. */
const longest = 140

export const openGitHub: OpenClient = async (options) => {
  const library = await import('octokit')
  const { connection } = options
  return new GitHubClient(options, connection.by.kind === 'app' ? new Installations(library, options) : new TokenDesk(library, options))
}

class GitHubClient implements ProviderClient {
  readonly #options: ProviderOptions
  readonly #desk: Desk

  constructor(options: ProviderOptions, desk: Desk) {
    this.#options = options
    this.#desk = desk
  }

  async pull(path: string, number: number): Promise<PullFacts | null> {
    const pull = await this.#ask(path, async ({ octokit, ...at }) => (await octokit.rest.pulls.get({ ...at, pull_number: number })).data)
    return pull === null ? null : pullFacts(readAnswer(name, Pull, pull))
  }

  async openPulls(path: string): Promise<readonly PullFacts[] | null> {
    const pulls = await this.#ask(path, async ({ octokit, ...at }) => await octokit.paginate(octokit.rest.pulls.list, { ...at, state: 'open', per_page: 100 }))
    return pulls === null ? null : readAnswer(name, z.array(Pull), pulls).map(pullFacts)
  }

  async branch(path: string, branch: string): ReturnType<ProviderClient['branch']> {
    const found = await this.#ask(path, async ({ octokit, ...at }) => (await octokit.rest.repos.getBranch({ ...at, branch })).data)
    if (found === null) return null
    const { sha, author, commit } = readAnswer(name, Branch, found).commit
    return { commit: sha, author: author?.login ?? commit.author?.name ?? 'ghost', title: firstLine(commit.message), known: commit.committer?.date ?? new Date(0).toISOString() }
  }

  async repository(path: string): Promise<RepositoryFacts | null> {
    const found = await this.#ask(path, async ({ octokit, ...at }) => (await octokit.rest.repos.get(at)).data)
    return found === null ? null : repositoryFacts(readAnswer(name, Repository, found))
  }

  async mayRun(path: string, login: string): Promise<boolean> {
    const found = await this.#ask(path, async ({ octokit, ...at }) => (await octokit.rest.repos.getCollaboratorPermissionLevel({ ...at, username: login })).data)
    return found !== null && ['admin', 'write'].includes(found.permission)
  }

  /** By the path it has now: git need not be sent on. */
  async source(path: string, what: { readonly pull: number } | { readonly branch: string }): Promise<CloneSource> {
    const ref = 'pull' in what ? `refs/pull/${what.pull}/head` : `refs/heads/${what.branch}`
    const found = await this.repository(path)
    if (found === null) throw denied(name, 'account', `there is no repository ${path} that it may read`)
    const token = await this.#guard(async () => await this.#desk.token(path, Number(found.remote)))
    return { url: `${this.#options.connection.url}/${found.path}.git`, ref, header: basic('x-access-token', token) }
  }

  async comment(path: string, number: number, comment: Parameters<ProviderClient['comment']>[2]): Promise<string> {
    return await this.#tell(path, async (hand) => await putComment(hand, this.#desk, number, comment))
  }

  async deploy(path: string, id: string | null, answer: DeploymentAnswer): Promise<string | null> {
    return await this.#tell(path, async (hand) => await putDeployment(hand, id, answer))
  }

  async status(path: string, { commit, state, context, text, url }: StatusAnswer): Promise<void> {
    const about = { sha: commit, state: state === 'superseded' ? ('error' as const) : state, context, description: text.slice(0, longest), target_url: url }
    await this.#tell(path, async ({ octokit, ...at }) => await octokit.rest.repos.createCommitStatus({ ...at, ...about }))
  }

  /** Null where there is no such thing, or it is out of sight. */
  async #ask<T>(path: string, work: (hand: Hand) => Promise<T>): Promise<T | null> {
    const answer = await this.#guard(async () => await this.#by(path, async (hand) => await orNull(async () => await work(hand))))
    return answer?.done ?? null
  }

  /** Throws `provider-denied` where there is nothing to write to. */
  async #tell<T>(path: string, work: (hand: Hand) => Promise<T>): Promise<T> {
    const answer = await this.#guard(async () => await this.#by(path, work))
    if (answer === null) throw denied(name, 'account', `the App is not installed for ${path}`)
    return answer.done
  }

  /** Null where it is out of sight. A token that ended before its time (the machine slept, somebody took it back) is made anew once. */
  async #by<T>(path: string, work: (hand: Hand) => Promise<T>): Promise<{ readonly done: T } | null> {
    const hand = await this.#desk.hand(path)
    if (hand === null) return null
    try {
      return { done: await work(hand) }
    } catch (error) {
      if (statusOf(error) !== 401 || !this.#desk.renew(path)) throw error
    }
    const again = await this.#desk.hand(path)
    return again === null ? null : { done: await work(again) }
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw githubError(error, this.#options.signal)
    }
  }
}

async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}
