import type { Release } from '../../model/project.ts'
import { dataVariables } from './dataservices.ts'
import { Filled } from './templatetext.ts'
import type { Value } from './templatetext.ts'

export type Env = ReadonlyMap<string, string>
type Variables = Readonly<Record<string, Value>>

/**
 * A service's variables, from weak to strong: what leads to attached services and tells of the release, the service's
 * own (of a compose file), `berth.yaml`, the project's. The port is told unless one of these says it.
 */
export function environmentOf({ services, number, commit, file }: Release, env: Env, port: number | null, own: Variables = {}): Variables {
  const berth = { BERTH_URL: new Filled('{{ berth.url }}'), BERTH_RELEASE: String(number), ...(commit === null ? {} : { BERTH_COMMIT: commit }) }
  const told = port === null ? {} : { PORT: String(port) }
  return { ...dataVariables(services), ...berth, ...told, ...own, ...file.env, ...Object.fromEntries(env) }
}
