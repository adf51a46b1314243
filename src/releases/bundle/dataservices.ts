import type { DataService, DataServiceKind } from '../../model/project.ts'
import { Filled } from './templatetext.ts'
import type { Value } from './templatetext.ts'

interface Kind {
  /** Official, and pinned to a major version: a newer one does not read the data of an older one. */
  readonly image: string
  /** Where its volume is mounted. */
  readonly folder: string
  /** Variables that lead to it, for the first of its kind. */
  readonly variables: readonly string[]
  readonly sql: boolean
  readonly service: (secret: (name: string) => string) => Readonly<Record<string, Value>>
  readonly url: (host: string, password: string) => string
}

/** Every two seconds, so that a start waits no longer than that; a minute to make a new database. */
const rhythm = { interval: '2s', timeout: '5s', retries: 30, start_period: '60s' }

/** The environment each official image understands; see its page on Docker Hub. User and database are called `app`. */
const kinds: Readonly<Record<DataServiceKind, Kind>> = {
  postgres: {
    image: 'postgres:17',
    // A place of our own: that of the image moved with version 18.
    folder: '/data',
    variables: ['POSTGRES_URL'],
    sql: true,
    service: (secret) => ({
      environment: { POSTGRES_USER: 'app', POSTGRES_DB: 'app', POSTGRES_PASSWORD: new Filled(secret('password')), PGDATA: '/data/postgres' },
      // By TCP: while it makes a new database it listens on its socket only.
      healthcheck: { test: ['CMD', 'pg_isready', '-q', '-h', '127.0.0.1', '-U', 'app', '-d', 'app'], ...rhythm },
    }),
    url: (host, password) => `postgres://app:${password}@${host}:5432/app`,
  },
  redis: {
    image: 'redis:7',
    folder: '/data',
    variables: ['REDIS_URL'],
    sql: false,
    service: (secret) => ({
      environment: { REDISCLI_AUTH: new Filled(secret('password')) },
      command: ['redis-server', '--appendonly', 'yes', '--requirepass', new Filled(secret('password'))],
      // It ends with 0 also while it loads its data, and says so instead of PONG.
      healthcheck: { test: ['CMD-SHELL', 'redis-cli ping | grep -q PONG'], ...rhythm },
    }),
    url: (host, password) => `redis://:${password}@${host}:6379`,
  },
  mariadb: {
    image: 'mariadb:11',
    folder: '/var/lib/mysql',
    variables: ['MYSQL_URL', 'MARIADB_URL'],
    sql: true,
    service: (secret) => ({
      // Not a random root password: the image would print it into its log.
      environment: { MARIADB_USER: 'app', MARIADB_DATABASE: 'app', MARIADB_PASSWORD: new Filled(secret('password')), MARIADB_ROOT_PASSWORD: new Filled(secret('root')) },
      healthcheck: { test: ['CMD', 'healthcheck.sh', '--connect', '--innodb_initialized'], ...rhythm },
    }),
    url: (host, password) => `mysql://app:${password}@${host}:3306/app`,
  },
}

/** The image of a kind where nobody says another. */
export function imageOf(kind: DataServiceKind): string {
  return kinds[kind].image
}

/** The services of a compose file. They say the same in every release: so they are never made anew. */
export function dataServices(services: readonly DataService[]): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    services.map(({ name, kind, image }) => {
      const { folder, service } = kinds[kind]
      return [name, { image, ...service((part) => secretOf(name, part)), volumes: [`${name}:${folder}`], stop_grace_period: '60s' }]
    }),
  )
}

/** What a service that uses them waits for. */
export function dataNeeds(services: readonly DataService[]): Readonly<Record<string, Value>> {
  return Object.fromEntries(services.map(({ name }) => [name, { condition: 'service_healthy' }]))
}

/** `DB_URL` for each by its name, `POSTGRES_URL` and the like for the first of a kind, `DATABASE_URL` for the first that speaks SQL. */
export function dataVariables(services: readonly DataService[]): Readonly<Record<string, Value>> {
  const found = new Map<string, Filled>()
  for (const { name, kind } of services) {
    const address = new Filled(kinds[kind].url(name, secretOf(name, 'password')))
    for (const variable of variablesFor(name, kind)) found.set(variable, found.get(variable) ?? address)
  }
  return Object.fromEntries(found)
}

function variablesFor(name: string, kind: DataServiceKind): readonly string[] {
  const { variables, sql } = kinds[kind]
  return [`${name.toUpperCase().replaceAll('-', '_')}_URL`, ...variables, ...(sql ? ['DATABASE_URL'] : [])]
}

/** The same name is the same secret, wherever it is asked for: it lies with the instance's data. */
function secretOf(service: string, part: string): string {
  return `{{ secret('${service}_${part}') }}`
}
