import type { AppMeta } from '../../model/app.ts'
import type { Compose } from '../compose.ts'

/** A part of a compose file that can be judged by itself. */
export interface Slice {
  readonly where: string
  readonly compose: Compose
}

const empty: Compose = { services: {}, volumes: {} }

/** Each key of a compose file, and of each service, alone: what is wrong with one does not hide another. */
export function keySlices({ services, volumes, ...rest }: Compose): readonly Slice[] {
  return [
    ...Object.entries(rest).map(([key, value]) => ({ where: key, compose: { ...empty, [key]: value } })),
    ...Object.entries(volumes).map(([name, options]) => ({ where: `volumes.${name}`, compose: { ...empty, volumes: { [name]: options } } })),
    ...Object.entries(services).flatMap(([name, service]) => serviceSlices(name, service)),
  ]
}

function serviceSlices(name: string, { volumes, ...keys }: Compose['services'][string]): readonly Slice[] {
  const alone = (key: string, part: Partial<Compose['services'][string]>): Slice => ({ where: `services.${name}.${key}`, compose: { ...empty, services: { [name]: { volumes: [], ...part } } } })
  return [...Object.entries(keys).map(([key, value]) => alone(key, { [key]: value })), ...volumes.map((mount, at) => alone(`volumes.${at}`, { volumes: [mount] }))]
}

/** The app with only one of its services, entries or paths as it is, and nothing wrong with the others. */
export function planSlices(meta: AppMeta, compose: Compose): readonly (readonly [AppMeta, Compose])[] {
  const bare: AppMeta = { ...meta, entrypoints: [], paths: {} }
  const named = Object.entries(compose.services)
  const plain = Object.fromEntries(named.map(([name, { container_name: container }]) => [name, { image: 'any', volumes: [], ...(container === undefined ? {} : { container_name: container }) }]))
  const healthy: Compose = { ...compose, services: plain }
  const known = { container_name: named[0]?.[0] ?? '', container_port: 80, entrypoint_port: 'http' as const }
  return [
    ...named.map(([name, service]) => [bare, { ...compose, services: { ...plain, [name]: service } }] as const),
    ...meta.entrypoints.map((_, one) => [{ ...bare, entrypoints: meta.entrypoints.map((entry, at) => (at === one ? entry : known)) }, healthy] as const),
    ...Object.entries(meta.paths).map(([prefix, rule]) => [{ ...bare, paths: { [prefix]: rule } }, healthy] as const),
  ]
}
