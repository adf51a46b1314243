import type { FastifyRequest } from 'fastify'
import type { ApiContext } from '../api/context.ts'
import { factsOf } from '../api/facts.ts'

/** The label below the machine's domain where labs are; an app of that name has it instead. */
export const labsLabel = 'labs'

/** Routes that answer on that host only. */
export function onLabsHost(domain: string): { readonly host: RegExp } {
  return { host: new RegExp(`^${labsLabel}\\.${domain.replaceAll('.', '\\.')}\\.?(?::\\d+)?$`, 'i') }
}

/** Whether a visitor came by that host. */
export function isOnLabsHost(request: FastifyRequest, { locals, settings }: { readonly locals: ApiContext['locals']; readonly settings: Pick<ApiContext['settings'], 'domain'> }): boolean {
  return onLabsHost(settings.domain).host.test(factsOf(request, locals).host ?? '')
}

/** The same machine by another label, by the scheme and the port that this visitor uses; without a slash at its end. */
export function besideLabs(request: FastifyRequest, label: string, locals: ApiContext['locals']): string {
  const { scheme, host = '' } = factsOf(request, locals)
  return `${scheme}://${label}.${host.slice(labsLabel.length + 1)}`
}
