import { until } from '../../src/kit/until.ts'
import { GitHubStandIn } from '../../src/doors/preview/providers/github/github.testbed.ts'
import type { NewRepository } from '../../src/doors/preview/providers/github/github.testbed.ts'
import type { ConnectionMade, PreviewState, PreviewView, RepositoryView } from '../../src/model/preview.ts'
import { Berth } from './berth.ts'
import type { BerthOptions } from './berth.ts'

/** A page of a pull request, by a Dockerfile without a base: quick to build. */
export function page(words: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { 'index.html': words, ...more }
}

/** A whole Berth with an owner, connected with a GitHub beside it that has the repository `acme/shop`. */
export class Reviewer implements AsyncDisposable {
  readonly berth: Berth
  readonly github: GitHubStandIn
  /** What GitHub signs with. */
  secret = ''

  private constructor(berth: Berth, github: GitHubStandIn) {
    this.berth = berth
    this.github = github
  }

  static async open(options: BerthOptions = {}, repository: NewRepository = {}): Promise<Reviewer> {
    const github = await GitHubStandIn.open()
    const env = { BERTH_OUTSIDER_IMAGES: 'machine', ...options.env } // no registry gives the images of tests to everybody
    const reviewer = new Reviewer(await Berth.open({ ...options, env }), github)
    try {
      await reviewer.#settle(repository)
    } catch (error) {
      await reviewer[Symbol.asyncDispose]()
      throw error
    }
    return reviewer
  }

  async #settle(repository: NewRepository): Promise<void> {
    const { code } = await this.berth.json<{ code: string }>('/api/local/urls')
    const origin = `http://berth.localhost:${this.berth.port}`
    await this.berth.visit('berth', '/api/claim', { method: 'POST', body: { code, name: 'Ada', password: 'a long password of Ada' }, headers: { origin } })
    const { token } = this.github.byToken()
    const made = await this.berth.json<ConnectionMade>('/api/previews/connections', { method: 'POST', body: { provider: 'github', url: this.github.url, token } })
    this.secret = made.secret
    this.github.hooks.to(`http://127.0.0.1:${this.berth.port}/doors/preview/github`, made.secret)
    await this.github.repository('acme/shop', { files: page('the shop'), collaborators: { ada: 'write' }, ...repository })
    const { id } = await this.berth.json<RepositoryView>('/api/previews/repositories', { method: 'POST', body: { connection: made.connection.id, path: 'acme/shop' } })
    await this.berth.json(`/api/previews/repositories/${id}`, { method: 'PATCH', body: { access: 'public' } })
  }

  async preview(name: string): Promise<PreviewView | undefined> {
    return (await this.berth.json<PreviewView[]>('/api/previews')).find((view) => view.name === name)
  }

  /** Until it is in this state; null: until there is none. */
  async becomes(name: string, state: PreviewState | null, seconds = 60): Promise<PreviewView | undefined> {
    const look = async (): Promise<{ view: PreviewView | undefined } | undefined> => {
      const view = await this.preview(name)
      return (view?.state ?? null) === state ? { view } : undefined
    }
    const found = await until(look, { deadline: seconds * 1000, longest: 200 })
    if (!found) throw new Error(`${name} did not become ${state}: ${JSON.stringify(await this.preview(name))}\n${await this.berth.log()}`)
    return found.view
  }

  /** Until Berth's comment on a pull request says this. */
  async says(number: number, wanted: RegExp, seconds = 60): Promise<string> {
    const look = async (): Promise<string | undefined> => await Promise.resolve(this.github.comments('acme/shop', number).find(({ body }) => wanted.test(body))?.body)
    const found = await until(look, { deadline: seconds * 1000, longest: 200 })
    if (found === undefined) throw new Error(`no comment says ${String(wanted)}: ${JSON.stringify(this.github.comments('acme/shop', number))}\n${await this.berth.log()}`)
    return found
  }

  /** What its owner is shown at a name below the domain. */
  async shows(label: string, path = '/', seconds = 40): Promise<string> {
    const look = async (): Promise<string | undefined> => {
      const answer = await this.berth.visit(label, path)
      return answer.status === 200 ? answer.text : undefined
    }
    return (await until(look, { deadline: seconds * 1000, longest: 200 })) ?? `nothing: ${(await this.berth.visit(label, path)).status}`
  }

  /** Its previews go first, with all that is theirs. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { id } of await this.berth.json<RepositoryView[]>('/api/previews/repositories').catch(() => [])) {
      await this.berth.local(`/api/previews/repositories/${id}`, { method: 'DELETE' })
    }
    await this.berth[Symbol.asyncDispose]()
    await this.github[Symbol.asyncDispose]()
  }
}
