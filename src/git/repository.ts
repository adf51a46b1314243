import { askGit, git, linesOf } from './git.ts'
import { branchRef, isObjectName, objectName } from './names.ts'
import { unquotePath } from './paths.ts'
import type { Quarantine } from './quarantine.ts'

export interface Branch {
  readonly name: string
  readonly tip: string
}

export interface Commit {
  readonly hash: string
  /** `Ada <ada@example.org>`. */
  readonly author: string
  /** The first line of the message. */
  readonly subject: string
  /** All of it; no more than 64 KiB. */
  readonly message: string
  /** When it was committed, ISO 8601. */
  readonly date: string
}

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

/** One bare repository. Where something was pushed and is not taken yet, its quarantine says where it lies. */
export class Repository {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  /** The branch that HEAD names, whether anything was pushed to it or not; null where HEAD is no branch. */
  async head(): Promise<string | null> {
    const { code, out } = await askGit(this.path, ['symbolic-ref', '--quiet', 'HEAD'])
    return code === 0 && out.startsWith('refs/heads/') ? out.trim().slice('refs/heads/'.length) : null
  }

  async setHead(branch: string): Promise<void> {
    await git(this.path, ['symbolic-ref', 'HEAD', branchRef(branch)])
  }

  /** The commit a branch is at; null where there is no such branch. */
  async tip(branch: string): Promise<string | null> {
    const { code, out } = await askGit(this.path, ['show-ref', '--verify', '--hash', '--', branchRef(branch)])
    return code === 0 && isObjectName(out.trim()) ? out.trim() : null
  }

  async branches(): Promise<readonly Branch[]> {
    const lines = await linesOf(this.path, ['for-each-ref', '--format=%(objectname) %(refname)', '--', 'refs/heads/'])
    return lines.map((line) => ({ tip: line.split(' ', 1)[0] ?? '', name: line.slice(line.indexOf(' ') + 1 + 'refs/heads/'.length) }))
  }

  /** The commit that an object is, or that a tag is of; throws where it is none. */
  async commit(hash: string, quarantine: Quarantine | null = null): Promise<Commit> {
    const format = '%H%n%an <%ae>%n%cI%n%B'
    const lines = await linesOf(this.path, ['show', '--no-patch', '--no-notes', '--encoding=UTF-8', `--format=tformat:${format}`, `${objectName(hash)}^{commit}`], { env: quarantine })
    const [full = '', author = '', date = '', ...body] = lines
    const message = body
      .join('\n')
      .trim()
      .slice(0, 64 * 1024)
    return { hash: full, author, date, subject: (message.split('\n', 1)[0] ?? '').slice(0, 500), message }
  }

  /** Paths that differ between two commits; all of them where there is no `before`. A renamed file counts at both its paths. */
  async changed(before: string | null, after: string, quarantine: Quarantine | null = null): Promise<readonly string[]> {
    const trees = [before === null ? emptyTree : `${objectName(before)}^{tree}`, `${objectName(after)}^{tree}`]
    const lines = await linesOf(this.path, ['diff-tree', '-r', '--no-renames', '--name-only', ...trees], { env: quarantine })
    return lines.map(unquotePath)
  }

  /** Packs what lies loose, where that is much; git's own figures. Nothing else may pack meanwhile. */
  async tidy(signal?: AbortSignal): Promise<void> {
    await git(this.path, ['-c', 'gc.auto=6700', '-c', 'gc.autoDetach=false', 'gc', '--auto', '--quiet'], signal ? { signal } : {})
  }
}
