import type { AppMeta } from '../model/app.ts'
import { Grant } from '../model/grant.ts'
import type { Ask } from '../model/grant.ts'

/** Ways in that the gateway cannot guard: a plain stream like MQTT has no sign-in. Who publishes everything anyway need not ask. */
export function entryAsks(meta: AppMeta): readonly Ask[] {
  if (meta.paths['']?.access === 'public') return []
  return meta.entrypoints
    .filter((entry) => entry.entrypoint_port !== 'http')
    .map(({ entrypoint_port: kind, container_port: port, container_name: service }) => ({
      grant: Grant.parse(`port:${port}`),
      what: `an open port for ${kind} (${port}), at which nobody signs in`,
      service,
      reach: 'part',
    }))
}
