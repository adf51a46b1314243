import { z } from 'zod'
import type { CloneSource, OpenClient, ProviderClient, ProviderOptions, PullFacts, RepositoryFacts, StatusAnswer } from '../provider.ts'
import { basic } from '../api/basic.ts'
import { providerNames } from '../api/names.ts'
import { denied, gone } from '../api/refusal.ts'
import { Rest } from '../api/rest.ts'
import { Commit, firstLine, Id, Login, Moment, Prose } from '../wire/fields.ts'
import { Pull, pullFacts, Repository, repositoryFacts } from './payloads.ts'

const Made = z.object({ id: Id })
const User = z.object({ login: Login })
const Permission = z.object({ permission: z.string() })
const Comment = z.object({ id: Id, body: Prose, user: User.nullish() })
const Author = z.object({ username: Login.nullish(), name: Login.nullish() }).nullish()
const Branch = z.object({ commit: z.object({ id: Commit, message: Prose, author: Author, timestamp: Moment }) })

export const openGitea: OpenClient = async (options) => await Promise.resolve(new GiteaClient(options))

/** Gitea and Forgejo (docs.gitea.com/api), which have no deployments. */
class GiteaClient implements ProviderClient {
  readonly #options: ProviderOptions
  readonly #rest: Rest
  readonly #token: string

  constructor(options: ProviderOptions) {
    const provider = providerNames.gitea
    const { token } = options.secrets
    if (token === null) throw denied(provider, 'connection', 'there is no token')
    this.#options = options
    this.#token = token
    this.#rest = new Rest({ ...options, provider, base: options.connection.api, headers: { authorization: `token ${token}` } })
  }

  async pull(path: string, number: number): Promise<PullFacts | null> {
    const pull = await this.#rest.get(`${at(path)}/pulls/${number}`, Pull)
    return pull === null ? null : pullFacts(pull, { path, remote: null })
  }

  async openPulls(path: string): Promise<readonly PullFacts[] | null> {
    const pulls = await this.#rest.all(`${at(path)}/pulls?state=open&limit=50`, Pull)
    return pulls?.map((pull) => pullFacts(pull, { path, remote: null })) ?? null
  }

  async branch(path: string, branch: string): ReturnType<ProviderClient['branch']> {
    const found = await this.#rest.get(`${at(path)}/branches/${segments(branch)}`, Branch)
    if (found === null) return null
    const { id: commit, author, message, timestamp: known } = found.commit
    return { commit, author: author?.username || author?.name || 'ghost', title: firstLine(message), known }
  }

  async repository(path: string): Promise<RepositoryFacts | null> {
    const found = await this.#rest.get(at(path), Repository)
    return found === null ? null : repositoryFacts(found)
  }

  async mayRun(path: string, login: string): Promise<boolean> {
    const found = await this.#rest.get(`${at(path)}/collaborators/${encodeURIComponent(login)}/permission`, Permission)
    return found !== null && ['owner', 'admin', 'write'].includes(found.permission)
  }

  /** By the path it has now: git is not sent on. */
  async source(path: string, what: { readonly pull: number } | { readonly branch: string }): Promise<CloneSource> {
    const ref = 'pull' in what ? `refs/pull/${what.pull}/head` : `refs/heads/${what.branch}`
    const found = await this.repository(path)
    if (found === null) throw denied(this.#rest.provider, 'request', `there is no repository ${path} that it may read`)
    return { url: `${this.#options.connection.url}/${found.path}.git`, ref, header: basic('x-access-token', this.#token) }
  }

  /** Edits our comment where there is one; one that somebody deleted is made again. */
  async comment(path: string, number: number, { id, marker, text }: Parameters<ProviderClient['comment']>[2]): Promise<string> {
    const issue = `${at(path)}/issues/${number}`
    const known = id ?? (await this.#findOurs(issue, marker))
    const edited = known === null ? null : await this.#rest.send(`${at(path)}/issues/comments/${known}`, { method: 'PATCH', body: { body: text } }, Made)
    const made = edited ?? (await this.#rest.send(`${issue}/comments`, { method: 'POST', body: { body: text } }, Made))
    if (made === null) throw gone(this.#rest.provider, 'pull request')
    return made.id
  }

  async deploy(): Promise<null> {
    return await Promise.resolve(null)
  }

  async status(path: string, { commit, state, context, text, url }: StatusAnswer): Promise<void> {
    const body = { state: state === 'superseded' ? 'error' : state, context, description: text.slice(0, 255), target_url: url }
    if ((await this.#rest.send(`${at(path)}/statuses/${commit}`, { method: 'POST', body }, Made)) === null) throw gone(this.#rest.provider, 'commit')
  }

  /** By its marker and its author: anybody may write our marker into a comment of theirs. */
  async #findOurs(issue: string, marker: string): Promise<string | null> {
    const me = await this.#rest.get('/user', User)
    const comments = await this.#rest.all(`${issue}/comments`, Comment)
    return comments?.find(({ body, user }) => body.includes(marker) && user?.login === me?.login && me !== null)?.id ?? null
  }
}

function at(path: string): string {
  return `/repos/${segments(path)}`
}

function segments(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
