import { stringify } from 'yaml'
import type { Legacy } from './legacyschema.ts'

/** The database that `services: ["postgres"]` meant; it was shared by all apps, here each has its own. */
const postgresImage = 'docker.io/library/postgres:14'

/** The template that a single image with its services amounts to; its values stay templates. */
export function legacyText(legacy: Legacy, image: string): string {
  const needsPostgres = legacy.services?.includes('postgres') ?? false
  const services = { [legacy.name]: appService(legacy, image, needsPostgres), ...(needsPostgres ? { postgres: postgresService(legacy.name) } : {}) }
  // Literal blocks, so that no quoting comes between a template and its quotes.
  const text = stringify({ services }, { defaultStringType: 'BLOCK_LITERAL', defaultKeyType: 'PLAIN', lineWidth: 0 })
  return (needsPostgres ? prelude(legacy.name) : '') + text
}

function appService({ name, container_name: container = name, env_vars: env, data_dirs: dirs, shared_dir: shared }: Legacy, image: string, waits: boolean): object {
  const environment = Object.fromEntries(Object.entries(env ?? {}).map(([key, value]) => [key, String(value).replaceAll('$', '$$$$')]))
  const volumes = [...(dirs ?? []).map(mountOf), ...(shared ? [`{{ fs.shared }}:${shared}`] : [])]
  const needs = waits ? { depends_on: { postgres: { condition: 'service_healthy' } } } : {}
  return { image, container_name: container, restart: 'always', ...needs, environment, volumes }
}

/** The owner a data folder asked for is not heeded: folders go to the image's own user. */
function mountOf(dir: NonNullable<Legacy['data_dirs']>[number]): string {
  const { path, shared_dir: shared } = typeof dir === 'string' ? { path: dir, shared_dir: undefined } : dir
  return shared ? `{{ fs.shared }}/${shared.replace(/^\/+/, '')}:${path}` : `{{ fs.app_data }}/${path.replace(/^\/+/, '')}:${path}`
}

function postgresService(app: string): object {
  const environment = { POSTGRES_USER: app, POSTGRES_DB: app, POSTGRES_PASSWORD: "{{ secret('postgres') }}" }
  const healthcheck = { test: ['CMD', 'pg_isready', '--username', app], interval: '5s', timeout: '5s', retries: 12 }
  return { image: postgresImage, restart: 'always', environment, volumes: ['{{ fs.app_data }}/.postgres:/var/lib/postgresql/data'], healthcheck }
}

/** The names under which old templates knew their database. */
function prelude(app: string): string {
  const facts = `'host': 'postgres', 'port': '5432', 'user': '${app}', 'database': '${app}', 'password': secret('postgres')`
  const address = `'postgresql://${app}:' ~ secret('postgres') ~ '@postgres:5432/${app}'`
  return `{% set postgres = {${facts}, 'connection_string': ${address}} %}{% set apps = {'${app}': {'postgres': postgres}} %}\n`
}
