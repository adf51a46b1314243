import { z } from 'zod'
import type { ProviderOptions } from '../provider.ts'
import { readAnswer } from '../api/answer.ts'
import { denied } from '../api/refusal.ts'
import { Login } from '../wire/fields.ts'
import type { Author, Desk } from './desk.ts'
import { splitPath } from './desk.ts'
import { githubError, name, octokitOptions } from './octokit.ts'
import type { Hand, Library } from './octokit.ts'
import type { Octokit } from 'octokit'

/** Somebody's token, classic or fine-grained. */
export class TokenDesk implements Desk {
  readonly #octokit: Octokit
  readonly #options: ProviderOptions
  readonly #token: string
  #login: Promise<string> | undefined

  constructor({ Octokit }: Pick<Library, 'Octokit'>, options: ProviderOptions) {
    const { token } = options.secrets
    if (token === null) throw denied(name, 'connection', 'there is no token')
    this.#options = options
    this.#token = token
    this.#octokit = new Octokit({ auth: token, ...octokitOptions(options.connection.api, options) })
  }

  async hand(path: string): Promise<Hand> {
    return await Promise.resolve({ octokit: this.#octokit, ...splitPath(path) })
  }

  async token(): Promise<string> {
    return await Promise.resolve(this.#token)
  }

  renew(): boolean {
    return false
  }

  async isOurs({ login }: Author): Promise<boolean> {
    return login !== null && login === (await this.login())
  }

  /** Asked once; an answer that did not come is asked for again. */
  async login(): Promise<string> {
    this.#login ??= this.#ask()
    return await this.#login
  }

  async #ask(): Promise<string> {
    try {
      const { data } = await this.#octokit.rest.users.getAuthenticated()
      return readAnswer(name, z.object({ login: Login }), data).login
    } catch (error) {
      this.#login = undefined
      throw githubError(error, this.#options.signal)
    }
  }
}
