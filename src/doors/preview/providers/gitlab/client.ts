import { Problem } from '../../../../model/problem.ts'
import type { CloneSource, DeploymentAnswer, OpenClient, ProviderClient, ProviderOptions, PullFacts, RepositoryFacts, StatusAnswer } from '../provider.ts'
import { basic } from '../api/basic.ts'
import { providerNames } from '../api/names.ts'
import { denied } from '../api/refusal.ts'
import { Rest } from '../api/rest.ts'
import { Branch, Member, Merge, mergeFacts, Project, User } from './answers.ts'
import { putDeployment } from './deployments.ts'
import { putNote } from './notes.ts'
import { putStatus } from './statuses.ts'

/** Developers and above may push. */
const developer = 30

export const openGitLab: OpenClient = async (options) => await Promise.resolve(new GitLabClient(options))

class GitLabClient implements ProviderClient {
  readonly #options: ProviderOptions
  readonly #rest: Rest
  readonly #token: string
  readonly #paths = new Map<number, string>()

  constructor(options: ProviderOptions) {
    const provider = providerNames.gitlab
    const { token } = options.secrets
    if (token === null) throw denied(provider, 'connection', 'there is no token')
    this.#options = options
    this.#token = token
    this.#rest = new Rest({ ...options, provider, base: options.connection.api, headers: { 'private-token': token } })
  }

  async pull(path: string, number: number): Promise<PullFacts | null> {
    const merge = await this.#rest.get(`${at(path)}/merge_requests/${number}`, Merge)
    return merge === null ? null : await this.#facts(path, merge)
  }

  async openPulls(path: string): Promise<readonly PullFacts[] | null> {
    const merges = await this.#rest.all(`${at(path)}/merge_requests?state=opened&per_page=100`, Merge)
    if (merges === null) return null
    const facts: PullFacts[] = []
    for (const merge of merges) facts.push(...[await this.#facts(path, merge)].filter((one) => one !== null))
    return facts
  }

  async branch(path: string, branch: string): ReturnType<ProviderClient['branch']> {
    const found = await this.#rest.get(`${at(path)}/repository/branches/${encodeURIComponent(branch)}`, Branch)
    if (found === null) return null
    const { id: commit, author_name: author, title, committed_date: known } = found.commit
    return { commit, author, title, known }
  }

  async repository(path: string): Promise<RepositoryFacts | null> {
    const found = await this.#rest.get(at(path), Project)
    return found === null ? null : { path: found.path_with_namespace, remote: found.id }
  }

  /** `#12`: somebody by their number, which is all that some webhooks say. */
  async mayRun(path: string, login: string): Promise<boolean> {
    const number = /^#(\d{1,15})$/.exec(login)?.[1] ?? (await this.#numberOf(login))
    if (number === undefined) return false
    const member = await this.#rest.get(`${at(path)}/members/all/${number}`, Member)
    return member !== null && member.access_level >= developer && member.state === 'active'
  }

  /** By the path it has now: git is not sent on. */
  async source(path: string, what: { readonly pull: number } | { readonly branch: string }): Promise<CloneSource> {
    const ref = 'pull' in what ? `refs/merge-requests/${what.pull}/head` : `refs/heads/${what.branch}`
    const found = await this.repository(path)
    if (found === null) throw denied(this.#rest.provider, 'request', `there is no repository ${path} that it may read`)
    return { url: `${this.#options.connection.url}/${found.path}.git`, ref, header: basic('oauth2', this.#token) }
  }

  async comment(path: string, number: number, comment: Parameters<ProviderClient['comment']>[2]): Promise<string> {
    return await this.#tell(path, async (project) => await putNote(this.#rest, `${project}/merge_requests/${number}`, comment))
  }

  async deploy(path: string, id: string | null, answer: DeploymentAnswer): Promise<string | null> {
    return await this.#tell(path, async (project) => await putDeployment(this.#rest, project, id, answer))
  }

  async status(path: string, answer: StatusAnswer): Promise<void> {
    await this.#tell(path, async (project) => await putStatus(this.#rest, project, answer))
  }

  /** By its old path GitLab answers for a project that was renamed, but takes nothing. */
  async #tell<T>(path: string, work: (project: string) => Promise<T>): Promise<T> {
    try {
      return await work(at(path))
    } catch (error) {
      const now = isMoved(error) ? await this.repository(path) : null
      if (now === null || now.path === path) throw error
      return await work(at(now.path))
    }
  }

  async #numberOf(login: string): Promise<number | undefined> {
    const users = await this.#rest.all(`/users?username=${encodeURIComponent(login)}`, User)
    return users?.find(({ username }) => username.toLowerCase() === login.toLowerCase())?.id
  }

  async #facts(path: string, merge: Merge): Promise<PullFacts | null> {
    const { sha, source_project_id: source, target_project_id: target } = merge
    if (!sha) return null
    return mergeFacts(merge, sha, source === target ? path : await this.#pathOf(source))
  }

  /** Of a fork, by its number; null where it is gone or out of sight. */
  async #pathOf(project: number | null | undefined): Promise<string | null> {
    if (project === null || project === undefined) return null
    const known = this.#paths.get(project)
    if (known !== undefined) return known
    const found = await this.#rest.get(`/projects/${project}`, Project)
    if (found !== null) this.#paths.set(project, found.path_with_namespace)
    return found?.path_with_namespace ?? null
  }
}

function isMoved(error: unknown): boolean {
  return error instanceof Problem && /moved project/i.test(error.message)
}

function at(path: string): string {
  return `/projects/${encodeURIComponent(path)}`
}
