import type { Compose, Service } from '../../bundle/compose.ts'
import { Problem } from '../../model/problem.ts'
import type { Release } from '../../model/project.ts'

/**
 * The service of a compose file that visitors come to: as `berth.yaml` says, else the one with `ports`, else the one
 * with `expose`, else `web`, else the only one there is. Throws `entry-unclear`, or `bad-project-file` for a name that is none.
 */
export function entryService({ project, file }: Pick<Release, 'project' | 'file'>, { services }: Compose): string {
  const names = Object.keys(services)
  if (file.service !== undefined) {
    if (names.includes(file.service)) return file.service
    throw new Problem('bad-project-file', { file: 'berth.yaml', where: 'service', reason: `the compose file has no service ${file.service}, but ${names.join(', ')}` })
  }
  const published = names.filter((name) => portsOf(services[name]).length > 0)
  const exposing = names.filter((name) => exposedOf(services[name]).length > 0)
  const candidates = [published, exposing, names].find((some) => some.length > 0) ?? []
  const [only, other] = candidates
  if (only !== undefined && other === undefined) return only
  if (candidates.includes('web')) return 'web'
  throw new Problem('entry-unclear', { name: project, services: candidates.join(', '), first: only ?? 'web' })
}

/** The TCP ports of the container that a service publishes. */
export function portsOf(service: Service | undefined): readonly number[] {
  const ports = Array.isArray(service?.['ports']) ? (service['ports'] as readonly unknown[]) : []
  return ports.map((port) => (typeof port === 'object' && port !== null ? Number((port as { target?: unknown }).target) : shortPort(String(port)))).filter(isPort)
}

export function exposedOf(service: Service | undefined): readonly number[] {
  const expose = Array.isArray(service?.['expose']) ? (service['expose'] as readonly unknown[]) : []
  return expose.map((port) => shortPort(String(port))).filter(isPort)
}

/** `8080`, `80:8080`, `127.0.0.1:80:8080/tcp`; of a range the first. */
function shortPort(text: string): number {
  const [port = '', protocol = 'tcp'] = text.split('/')
  return protocol === 'tcp' ? Number((port.split(':').at(-1) ?? '').split('-')[0]) : Number.NaN
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65535
}
