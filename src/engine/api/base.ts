import type { FastifyRequest } from 'fastify'
import { addressAt } from '../address.ts'
import type { ApiContext } from './context.ts'
import { factsOf } from './facts.ts'

/** The console's address for links that are handed on: the one that whoever asks uses; on the machine itself, its name. */
export function consoleBase(request: FastifyRequest, { locals, settings, front }: Pick<ApiContext, 'locals' | 'settings' | 'front'>): string {
  const { local, scheme, host } = factsOf(request, locals)
  return local || host === undefined ? addressAt(settings.domain, front().port) : `${scheme}://${host}`
}
