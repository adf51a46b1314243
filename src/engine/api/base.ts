import type { FastifyRequest } from 'fastify'
import type { ApiContext } from './context.ts'
import { factsOf } from './facts.ts'

/** The console's address at this port, without a slash at the end. */
export function addressAt(domain: string, port: number | null): string {
  return `http://berth.${domain}${port === null || port === 80 ? '' : `:${port}`}`
}

/** The console's address for links that are handed on: the one that whoever asks uses; on the machine itself, its name. */
export function consoleBase(request: FastifyRequest, { locals, settings, front }: Pick<ApiContext, 'locals' | 'settings' | 'front'>): string {
  const { local, scheme, host } = factsOf(request, locals)
  return local || host === undefined ? addressAt(settings.domain, front().port) : `${scheme}://${host}`
}
