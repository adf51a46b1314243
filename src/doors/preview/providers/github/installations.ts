import { z } from 'zod'
import type { App, Octokit } from 'octokit'
import { systemClock } from '../../../../kit/clock.ts'
import type { ProviderOptions } from '../provider.ts'
import { readAnswer } from '../api/answer.ts'
import { denied } from '../api/refusal.ts'
import type { Author, Desk } from './desk.ts'
import { splitPath } from './desk.ts'
import { githubError, keyError, name, octokitOptions, statusOf } from './octokit.ts'
import type { Hand, Library } from './octokit.ts'

/** Milliseconds a token is used for; GitHub lets it live an hour. */
const fresh = 50 * 60_000

const Installation = z.object({ id: z.number().int() })
const Token = z.object({ token: z.string().min(1) })

interface Opened {
  /** Many that ask at once wait for one token. */
  readonly octokit: Promise<Octokit>
  readonly until: number
}

/** A GitHub App: it proves itself by its key, and gets a token for each account that has installed it. They lie in memory only. */
export class Installations implements Desk {
  readonly #options: ProviderOptions
  readonly #library: Library
  readonly #app: App
  readonly #id: number
  /** Numbers of installations by path; and what is open, by number. */
  readonly #numbers = new Map<string, number>()
  readonly #opened = new Map<number, Opened>()

  constructor(library: Library, options: ProviderOptions) {
    const { connection, secrets } = options
    if (connection.by.kind !== 'app' || secrets.key === null) throw denied(name, 'connection', 'there is no key of an App')
    this.#options = options
    this.#library = library
    this.#id = connection.by.id
    const Octokit = library.Octokit.defaults(octokitOptions(connection.api, options))
    this.#app = new library.App({ appId: connection.by.id, privateKey: secrets.key, Octokit })
  }

  async hand(path: string): Promise<Hand | null> {
    const number = await this.#numberOf(path)
    if (number === null) return null
    const known = this.#opened.get(number)
    const open = known && known.until > systemClock.steady() ? known : { octokit: this.#open(path, number), until: systemClock.steady() + fresh }
    this.#opened.set(number, open)
    return { octokit: await this.#orForget(number, open), ...splitPath(path) }
  }

  /** Made for this fetch, for this one repository, and to read it only. */
  async token(path: string, remote: number): Promise<string> {
    const number = await this.#numberOf(path)
    if (number === null) throw denied(name, 'account', `the App is not installed for ${path}`)
    return await this.#make(path, number, { repository_ids: [remote], permissions: { contents: 'read' } })
  }

  renew(path: string): boolean {
    const number = this.#numbers.get(path)
    this.#numbers.delete(path)
    return number !== undefined && this.#opened.delete(number)
  }

  async isOurs({ app }: Author): Promise<boolean> {
    return await Promise.resolve(app === this.#id)
  }

  async #open(path: string, number: number): Promise<Octokit> {
    return new this.#library.Octokit({ auth: await this.#make(path, number), ...octokitOptions(this.#options.connection.api, this.#options) })
  }

  /** What could not be opened is tried anew by whoever asks next. */
  async #orForget(number: number, open: Opened): Promise<Octokit> {
    try {
      return await open.octokit
    } catch (error) {
      if (this.#opened.get(number) === open) this.#opened.delete(number)
      throw error
    }
  }

  async #numberOf(path: string): Promise<number | null> {
    const known = this.#numbers.get(path)
    if (known !== undefined) return known
    const number = await this.#prove(async () => readAnswer(name, Installation, (await this.#app.octokit.rest.apps.getRepoInstallation(splitPath(path))).data).id)
    if (number !== null) this.#numbers.set(path, number)
    return number
  }

  async #make(path: string, number: number, less: { readonly repository_ids?: number[]; readonly permissions?: { readonly contents: 'read' } } = {}): Promise<string> {
    const token = await this.#prove(async () => readAnswer(name, Token, (await this.#app.octokit.rest.apps.createInstallationAccessToken({ installation_id: number, ...less })).data).token)
    if (token === null) {
      this.renew(path)
      throw denied(name, 'account', `the App is no longer installed for ${path}`)
    }
    this.#options.know(token)
    return token
  }

  /** Asks as the App itself. Null where there is no such installation. */
  async #prove<T>(ask: () => Promise<T>): Promise<T | null> {
    try {
      return await ask()
    } catch (error) {
      if (statusOf(error) === 404) return null
      throw githubError(keyError(error), this.#options.signal)
    }
  }
}
