import type { ProjectFile } from '../../model/projectfile.ts'
import type { Release } from '../../model/project.ts'
import { startOf } from './commands.ts'
import type { Value } from './templatetext.ts'

type Mapping = Readonly<Record<string, Value>>

/** What marks a service that runs to its end once in a release, and what waits for it. */
const onceOnly = { 'x-berth': { once: true } }
const completed = { condition: 'service_completed_successfully' }

/** What runs once before a release gets visitors, in this order: migrations, then data to begin with. */
function commandsOnce({ file, seed }: Release): readonly (readonly [string, NonNullable<ProjectFile['release']>])[] {
  return [...(file.release === undefined ? [] : [['release', file.release] as const]), ...(seed === null ? [] : [['seed', seed] as const])]
}

/** Its services, each after the one before it. `needs`: what the first waits for. */
export function onceServices(release: Release, base: Mapping, needs: Mapping): Mapping {
  const made: Record<string, Value> = {}
  for (const [name, command] of commandsOnce(release)) {
    const before = Object.fromEntries(Object.keys(made).map((other) => [other, completed]))
    made[name] = { ...base, ...startOf(release.builder, command), depends_on: { ...needs, ...before }, ...onceOnly }
  }
  return made
}

/** That all of it is done. */
export function onceNeeds(release: Release): Mapping {
  return Object.fromEntries(commandsOnce(release).map(([name]) => [name, completed]))
}
