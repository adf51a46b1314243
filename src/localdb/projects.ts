import type { Kysely } from 'kysely'
import type { InstanceName } from '../model/names.ts'
import type { Project } from '../model/project.ts'
import { atomically } from './atomically.ts'
import { fromJson, toJson } from './json.ts'
import type { Tables } from './tables.ts'

/** Git repositories here: one row a project. */
export class Projects {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** By name. */
  async all(): Promise<Project[]> {
    const rows = await this.#db.selectFrom('projects').select('project').orderBy('name').execute()
    return rows.map((row) => fromJson(row.project))
  }

  async get(name: InstanceName): Promise<Project | undefined> {
    const row = await this.#db.selectFrom('projects').select('project').where('name', '=', name).executeTakeFirst()
    return row && fromJson(row.project)
  }

  /** Throws when there is one of that name. */
  async insert(project: Project): Promise<void> {
    await this.#db
      .insertInto('projects')
      .values({ name: project.name, project: toJson(project) })
      .execute()
  }

  /** Reads, makes and writes as one; the row as it is now, or nothing when there is none. A row keeps its name. */
  async change(name: InstanceName, make: (project: Project) => Project): Promise<Project | undefined> {
    return await atomically(this.#db, async (db) => {
      const before = await new Projects(db).get(name)
      if (!before) return undefined
      const after = { ...make(before), name }
      await db
        .updateTable('projects')
        .set({ project: toJson(after) })
        .where('name', '=', name)
        .execute()
      return after
    })
  }

  /** Its releases and deploy keys go with it. Whether there was one. */
  async remove(name: InstanceName): Promise<boolean> {
    return await atomically(this.#db, async (db) => {
      await db.deleteFrom('releases').where('project', '=', name).execute()
      const { numDeletedRows } = await db.deleteFrom('projects').where('name', '=', name).executeTakeFirst()
      return numDeletedRows > 0
    })
  }
}
