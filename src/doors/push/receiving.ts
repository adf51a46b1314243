import { mkdir } from 'node:fs/promises'
import { bringTree } from '../../git/tree.ts'
import type { InstanceName } from '../../model/names.ts'
import type { Quarantine } from '../../git/quarantine.ts'
import type { Change, PushListener } from './git/received.ts'
import { pushListener } from './listener.ts'
import type { Deployed, Pusher } from './listener.ts'
import type { PushDoor } from './push.ts'
import { fileAt, judgePush } from './pushed.ts'
import type { Source } from './source.ts'

export interface ReceivingOptions {
  readonly door: PushDoor
  /** Where a job gathers what it needs. */
  readonly staging: (name: string) => string
}

/** What the git server tells of pushes, heard for the door. */
export function receiving({ door, staging }: ReceivingOptions): PushListener<Pusher> {
  const { projects, repositories, deployments } = door
  const deployed = async (name: InstanceName, changes: readonly Change[], quarantine: Quarantine | null): Promise<Deployed> => {
    const project = await projects.get(name)
    return await judgePush(repositories, { project: name, branch: await projects.branch(project), serves: door.serves(name), changes, quarantine })
  }
  return pushListener({
    deployed,
    waits: async (name, what, quarantine) => 'commit' in what && (await fileAt(repositories.of(name), what.commit, quarantine)).push.wait,
    stage: async (name, { commit, branch }, quarantine, folder): Promise<Source> => {
      const repository = repositories.of(name)
      await mkdir(staging(folder), { recursive: true, mode: 0o700 })
      await bringTree(repository, commit, staging(folder), { quarantine })
      const { author, subject } = await repository.commit(commit, quarantine)
      return { kind: 'folder', folder, commit, branch, author, subject }
    },
    build: async (name, source, by) => await deployments.build(name, source, 'push', by),
    cancel: async (job) => {
      await door.jobs.cancel(job)
    },
    follow: (name, job, signal) => door.follow(name, { job, release: null }, signal),
    onJudged: async (name) => await projects.judge(name, await tipOf(door, name)),
    onRefs: async (name, changes) => {
      const branches = changes.flatMap(({ ref, after }) => (ref.startsWith('refs/heads/') && after !== null ? [ref.slice('refs/heads/'.length)] : []))
      await projects.adopt(name, branches)
    },
  })
}

/** Pushes that were taken when the engine ended, before anybody decided about them: what they bring is built now. */
export async function recoverPushes({ door }: Pick<ReceivingOptions, 'door'>, names: readonly InstanceName[]): Promise<void> {
  for (const name of names) {
    const [{ judged }, tip] = [await door.projects.get(name), await tipOf(door, name)]
    if (tip === null || tip === judged) continue
    const branch = await door.projects.branch(await door.projects.get(name))
    const changes = [{ ref: `refs/heads/${branch}`, before: judged, after: tip }]
    const what = await judgePush(door.repositories, { project: name, branch, serves: door.serves(name), changes, quarantine: null })
    if ('commit' in what) await door.deployments.build(name, { kind: 'commit', ...what }, 'push', 'a push that was cut off')
    await door.projects.judge(name, tip)
  }
}

async function tipOf({ projects, repositories }: PushDoor, name: InstanceName): Promise<string | null> {
  return await repositories.of(name).tip(await projects.branch(await projects.get(name)))
}
