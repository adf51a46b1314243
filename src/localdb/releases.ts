import type { Kysely } from 'kysely'
import type { InstanceName, JobId } from '../model/names.ts'
import type { Release } from '../model/project.ts'
import { atomically } from './atomically.ts'
import { fromJson, toJson } from './json.ts'
import type { Tables } from './tables.ts'

/** What projects, previews and registered images became: a row a release. */
export class Releases {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** Those of one project, the newest first. */
  async of(project: InstanceName): Promise<Release[]> {
    const rows = await this.#db.selectFrom('releases').select('release').where('project', '=', project).orderBy('number', 'desc').execute()
    return rows.map((row) => fromJson(row.release))
  }

  async get(project: InstanceName, number: number): Promise<Release | undefined> {
    const row = await this.#db.selectFrom('releases').select('release').where('project', '=', project).where('number', '=', number).executeTakeFirst()
    return row && fromJson(row.release)
  }

  async latest(project: InstanceName): Promise<Release | undefined> {
    const row = await this.#db.selectFrom('releases').select('release').where('project', '=', project).orderBy('number', 'desc').executeTakeFirst()
    return row && fromJson(row.release)
  }

  /** What a build made: it was done already where there is one. */
  async madeBy(job: JobId): Promise<Release | undefined> {
    const row = await this.#db.selectFrom('releases').select('release').where('job', '=', job).orderBy('number').executeTakeFirst()
    return row && fromJson(row.release)
  }

  /** Throws when there is one of that number. */
  async insert(release: Release): Promise<void> {
    const { project, number, job } = release
    await this.#db
      .insertInto('releases')
      .values({ project, number, job, release: toJson(release) })
      .execute()
  }

  /** Reads, makes and writes as one; the row as it is now, or nothing when there is none. A row keeps its project and number. */
  async change(project: InstanceName, number: number, make: (release: Release) => Release): Promise<Release | undefined> {
    return await atomically(this.#db, async (db) => {
      const before = await new Releases(db).get(project, number)
      if (!before) return undefined
      const after = { ...make(before), project, number }
      await db
        .updateTable('releases')
        .set({ release: toJson(after), job: after.job })
        .where('project', '=', project)
        .where('number', '=', number)
        .execute()
      return after
    })
  }

  /** Whether there was one. */
  async remove(project: InstanceName, number: number): Promise<boolean> {
    const { numDeletedRows } = await this.#db.deleteFrom('releases').where('project', '=', project).where('number', '=', number).executeTakeFirst()
    return numDeletedRows > 0
  }
}
