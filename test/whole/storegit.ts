import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../src/kit/run.ts'

const who = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.org', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.org', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }

/** A bare repository whose branches each hold a store. */
export class StoreRepository {
  readonly path: string
  readonly #work: string

  private constructor(folder: string) {
    this.path = join(folder, 'store.git')
    this.#work = join(folder, 'work')
  }

  static async make(folder: string): Promise<StoreRepository> {
    const repository = new StoreRepository(folder)
    await run(['git', 'init', '--quiet', '--bare', '--initial-branch', 'main', '--', repository.path], { env: who })
    return repository
  }

  get url(): string {
    return `file://${this.path}`
  }

  /** Commits what the folder holds to a branch. */
  async publish(store: string, branch: string): Promise<void> {
    await rm(this.#work, { recursive: true, force: true })
    await mkdir(this.#work)
    await cp(store, this.#work, { recursive: true })
    const git = async (...words: string[]): Promise<unknown> => await run(['git', ...words], { cwd: this.#work, env: who })
    await git('init', '--quiet', '--initial-branch', branch)
    await git('add', '--all')
    await git('commit', '--quiet', '--message', 'the store')
    await git('push', '--quiet', '--force', this.path, branch)
  }
}
