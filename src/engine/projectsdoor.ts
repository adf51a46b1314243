import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import type { SomePerson } from '../access/person.ts'
import { parseEnv } from '../releases/config/env.ts'
import type { PushDoor } from '../doors/push/push.ts'
import { unpackSource } from '../doors/push/upload.ts'
import type { InstanceName } from '../model/names.ts'
import type { Deploying, EnvAnswer } from '../model/project.ts'
import type { EnvWish, GitAnswer, GitRequest, ProjectsDoor, Upload } from './api/projectsdoor.ts'

export interface ProjectsDoorTools {
  readonly door: PushDoor
  readonly staging: (name: string) => string
  /** There is something to push to. */
  readonly listen: () => void
  readonly shelving: (name: InstanceName) => Promise<Shelving>
  readonly git: (name: InstanceName, request: GitRequest, by: SomePerson, signal: AbortSignal) => Promise<GitAnswer>
}

/** Where a project's data lies, its repository to be put beside it, and how all of it goes to the shelf then. */
export interface Shelving {
  readonly data: string
  readonly go: () => Promise<void>
}

/** The push door, as the API asks it. */
export function projectsDoor(tools: ProjectsDoorTools): ProjectsDoor {
  const { door, staging } = tools
  const { projects, releases, environments, deployments } = door
  const answer = async (name: InstanceName, change: EnvWish, by: SomePerson): Promise<EnvAnswer> => {
    const deploying = await deployments.setEnv(name, change, by.name)
    return { env: await environments.lines(name, false), deploying }
  }
  return {
    views: async () => await door.views(),
    view: async (name) => await door.view(name),
    create: async ({ name, owner, branch }) => {
      const project = await projects.create(name, owner, branch)
      tools.listen()
      return await projects.view(project)
    },
    change: async (name, change) => await door.change(name, change),
    remove: async (name) => await remove(tools, name),
    releases: async (name) => await releases.views((await projects.get(name)).name),
    rollback: async (name, number, by) => await deployments.rollback(name, number, by.name),
    redeploy: async (name, by) => await deployments.redeploy(name, by.name),
    image: async (name, image, by) => ({ project: name, job: await deployments.build((await projects.get(name)).name, { kind: 'image', image }, 'image', by.name), release: null }),
    source: async (name, upload, by) => await build(door, staging, name, upload, by),
    env: async (name, reveal) => await environments.lines((await projects.get(name)).name, reveal),
    envChange: answer,
    envImport: async (name, text, later, by) => await answer(name, { set: Object.fromEntries(parseEnv(text)), unset: [], later }, by),
    attach: async (name, body, by) => await deployments.attach(name, body, by.name),
    detach: async (name, service, by) => await deployments.detach(name, service, by.name),
    follow: (name, what, signal) => door.follow(name, what, signal),
    git: tools.git,
  }
}

async function build({ projects, deployments }: PushDoor, staging: ProjectsDoorTools['staging'], name: InstanceName, upload: Upload, by: SomePerson): Promise<Deploying> {
  await projects.get(name)
  const folder = `upload-${randomBytes(8).toString('hex')}`
  await mkdir(staging(folder), { recursive: true, mode: 0o700 })
  await unpackSource(upload.file, upload.gzip, staging(folder))
  const source = { kind: 'folder' as const, folder, commit: null, branch: upload.branch, author: by.name, subject: upload.message }
  return { project: name, job: await deployments.build(name, source, 'upload', by.name), release: null }
}

async function remove({ door, shelving }: ProjectsDoorTools, name: InstanceName): Promise<void> {
  await door.projects.get(name)
  const { data, go } = await shelving(name)
  await door.remove(name, data)
  await go()
}
