import { sampleProject } from '../../localdb/sample.ts'
import type { JobView } from '../../model/job.ts'
import { InstanceName } from '../../model/names.ts'
import { PersonId } from '../../model/person.ts'
import type { GroupName } from '../../model/person.ts'
import type { ProjectOwner } from '../../model/project.ts'
import { deployRoutes } from './deploy.ts'
import { Desk, serve } from './desk.testbed.ts'
import type { Served } from './desk.testbed.ts'
import { envRoutes } from './env.ts'
import { gitRoutes } from './gitroutes.ts'
import { keyRoutes } from './keys.ts'
import { projectRoutes } from './projects.ts'
import { releaseRoutes } from './releases.ts'
import { serviceRoutes } from './services.ts'
import { projectView, stillDoor } from './stilldoor.testbed.ts'
import type { StillDoor } from './stilldoor.testbed.ts'

export { kids } from './desk.testbed.ts'

/** For tests: the routes of projects, before a push door that stands still. */
export class ProjectDesk extends Desk {
  readonly still: StillDoor
  readonly jobs: Map<string, JobView>

  private constructor(served: Served, still: StillDoor, jobs: Map<string, JobView>) {
    super(served)
    this.still = still
    this.jobs = jobs
  }

  /** With the owner Ada, and an archive of at most 1 MB. */
  static async open(): Promise<ProjectDesk> {
    const [still, jobs] = [stillDoor(), new Map<string, JobView>()]
    const served = await serve((api, base, house) => {
      const context = { ...base, projects: still.door, uploads: house.folder.file('uploads'), settings: { upload_mb: 1 }, jobs: { get: async (id: string) => jobs.get(id) } }
      for (const add of [projectRoutes, releaseRoutes, deployRoutes, envRoutes, serviceRoutes, keyRoutes, gitRoutes]) add(api, context)
    })
    return new ProjectDesk(served, still, jobs)
  }

  /** In the door and in the rows. */
  async project(name: string, owner: string | { readonly group: GroupName }): Promise<void> {
    const whose: ProjectOwner = typeof owner === 'string' ? { kind: 'person', id: PersonId.parse(owner) } : { kind: 'group', name: owner.group }
    this.still.all.set(InstanceName.parse(name), projectView(InstanceName.parse(name), whose))
    await this.house.db.projects.insert({ ...sampleProject(name), owner: whose })
  }
}
