import { Problem } from '../../model/problem.ts'
import type { Buildpack, BuilderImage } from './builderimage.ts'

/** A buildpack as `pack --buildpack` names those of the builder: `id`, `id@version`, `urn:cnb:builder:id@version`, `from=builder:id`. */
function namedOf(wanted: string): { readonly id: string; readonly version: string | null } | null {
  const plain = wanted.replace(/^(?:urn:cnb:builder:|from=builder:)/, '')
  const [, id, version] = /^([a-z0-9][a-z0-9./_-]*)(?:@([\w.+-]+))?$/i.exec(plain) ?? []
  return id === undefined ? null : { id, version: version ?? null }
}

/** The builder's own buildpack of that name; undefined where it has none. */
export function findBuildpack({ buildpacks }: BuilderImage, wanted: string): Buildpack | undefined {
  const named = namedOf(wanted)
  const same = buildpacks.filter(({ id, version }) => id === named?.id && (named.version === null || named.version === version))
  return same.sort((one, other) => one.version.localeCompare(other.version, 'en', { numeric: true })).at(-1)
}

/** `order.toml` with one group: these buildpacks, all of them, in this order. */
export function orderOf(builder: BuilderImage, wanted: readonly string[]): string {
  const group = wanted.map((name) => findBuildpack(builder, name) ?? refuse(builder, name))
  return ['[[order]]', ...group.flatMap(({ id, version }) => ['[[order.group]]', `id = ${JSON.stringify(id)}`, `version = ${JSON.stringify(version)}`])].join('\n') + '\n'
}

function refuse({ name, buildpacks }: BuilderImage, wanted: string): never {
  const has = [...new Set(buildpacks.map(({ id }) => id))].sort()
  const listed = has.slice(0, 30).join(', ') || 'none'
  const reason = `the builder image ${name} has no buildpack ${wanted.slice(0, 200)}; it has: ${listed}${has.length > 30 ? ', …' : ''}`
  throw new Problem('build-refused', { reason, next: 'Name one of these, or a builder image that has it: `build.builder` in berth.yaml. Buildpacks from elsewhere need `pack` on this machine.' })
}
