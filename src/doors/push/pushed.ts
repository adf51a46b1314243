import { ProjectFile } from '../../model/projectfile.ts'
import type { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import { parseProjectFile } from '../../releases/config/projectfile.ts'
import { deployedOf } from './deployed.ts'
import type { Facts } from './deployed.ts'
import { askGit } from '../../git/git.ts'
import { objectName } from '../../git/names.ts'
import type { Quarantine } from '../../git/quarantine.ts'
import type { Change } from './git/received.ts'
import type { Repositories } from '../../git/repositories.ts'
import type { Repository } from '../../git/repository.ts'
import type { Deployed } from './listener.ts'

export interface Pushed {
  readonly project: InstanceName
  /** What is deployed of this project. */
  readonly branch: string
  readonly serves: number | null
  readonly changes: readonly Change[]
  /** Where what was pushed lies while it is not taken yet. */
  readonly quarantine: Quarantine | null
}

/** What of a push is deployed, from the repository itself. */
export async function judgePush(repositories: Repositories, { project, branch, serves, changes, quarantine }: Pushed): Promise<Deployed> {
  const main = changes.find(({ ref }) => ref === `refs/heads/${branch}`)
  const commit = main?.after ? await factsOf(repositories.of(project), main, quarantine) : null
  return deployedOf({ project, branch, serves, changes, commit })
}

async function factsOf(repository: Repository, { before, after }: Change, quarantine: Quarantine | null): Promise<Facts['commit']> {
  const { message } = await repository.commit(after ?? '', quarantine)
  const file = await fileAt(repository, after ?? '', quarantine)
  const paths = before === null || file.watch.length === 0 ? null : await repository.changed(before, after ?? '', quarantine).catch(() => null)
  return { message, file, paths }
}

/** `berth.yaml` as a commit has it. A bad one is as none here: the build says what is wrong with it. */
export async function fileAt(repository: Repository, commit: string, quarantine: Quarantine | null): Promise<ProjectFile> {
  for (const name of ['berth.yaml', 'berth.yml']) {
    const { code, out } = await askGit(repository.path, ['cat-file', 'blob', `${objectName(commit)}:${name}`], { env: quarantine })
    if (code === 0) return asFile(name, out) ?? ProjectFile.parse({})
  }
  return ProjectFile.parse({})
}

function asFile(name: string, text: string): ProjectFile | undefined {
  try {
    return parseProjectFile({ name, text })
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}
