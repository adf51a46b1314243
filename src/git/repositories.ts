import { randomBytes } from 'node:crypto'
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../kit/run.ts'
import type { InstanceName } from '../model/names.ts'
import { gitEnvironment } from './git.ts'
import { Repository } from './repository.ts'

/** The projects' bare repositories: `<folder>/<name>/repo.git`. */
export class Repositories {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  of(name: InstanceName): Repository {
    return new Repository(join(this.#folder, name, 'repo.git'))
  }

  async exists(name: InstanceName): Promise<boolean> {
    const found = await lstat(this.of(name).path).catch(() => undefined)
    return found?.isDirectory() ?? false
  }

  /** An empty one whose HEAD is `branch`; nothing where there is one already. It appears whole or not at all. */
  async create(name: InstanceName, branch = 'main'): Promise<Repository> {
    const repository = this.of(name)
    if (await this.exists(name)) return repository
    const beside = join(this.#folder, name, `repo.${randomBytes(6).toString('hex')}.new`)
    await mkdir(beside, { recursive: true, mode: 0o700 })
    await run(['git', 'init', '--quiet', '--bare', '--template=', '--object-format=sha1', '--initial-branch=main', '--', beside], { env: gitEnvironment })
    await new Repository(beside).setHead(branch)
    await rename(beside, repository.path)
    return repository
  }

  /** Throws away what pushes left that ended with the machine or the engine; while none is at work. */
  async sweep(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => [])
    for (const name of names) {
      const objects = join(this.#folder, name, 'repo.git', 'objects')
      const left = (await readdir(objects).catch(() => [])).filter((entry) => entry.startsWith('tmp_objdir-'))
      for (const entry of left) await rm(join(objects, entry), { recursive: true, force: true })
    }
  }

  /** The repository only; what else lies in the project's folder stays. */
  async remove(name: InstanceName): Promise<void> {
    await rm(this.of(name).path, { recursive: true, force: true })
  }
}
