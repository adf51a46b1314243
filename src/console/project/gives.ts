import type { DataService, DataServiceKind } from '../../model/project.ts'

const ofKind: Record<DataServiceKind, readonly string[]> = { postgres: ['POSTGRES_URL'], redis: ['REDIS_URL'], mariadb: ['MYSQL_URL', 'MARIADB_URL'] }

/**
 * The variables each database gives the app, as the push door names them: one by its own name; those of its kind where it
 * is the first of it; `DATABASE_URL` where it is the first that speaks SQL.
 */
export function variablesOf(services: readonly Pick<DataService, 'name' | 'kind'>[]): ReadonlyMap<string, readonly string[]> {
  const firstSql = services.find(({ kind }) => kind !== 'redis')
  return new Map(
    services.map((service) => {
      const { name, kind } = service
      const isFirst = services.find((each) => each.kind === kind) === service
      const own = `${name.toUpperCase().replaceAll('-', '_')}_URL`
      return [name, [...new Set([...(service === firstSql ? ['DATABASE_URL'] : []), ...(isFirst ? ofKind[kind] : []), own])]]
    }),
  )
}
