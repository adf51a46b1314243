import type { FastifyRequest } from 'fastify'
import { addressAt } from '../address.ts'
import type { ApiContext } from './context.ts'
import { factsOf } from './facts.ts'

/** The console's address for links that are handed on: the one that whoever asks uses; on the machine itself, its name. */
export function consoleBase(request: FastifyRequest, context: Pick<ApiContext, 'locals' | 'settings' | 'front' | 'https'>): string {
  const { local, scheme, host } = factsOf(request, context.locals)
  return local || host === undefined ? ownBase(context) : `${scheme}://${host}`
}

/** By HTTPS where every browser trusts it. */
export function ownBase({ settings, front, https }: Pick<ApiContext, 'settings' | 'front' | 'https'>): string {
  const { url, authority } = https.told()
  return url !== null && authority === null ? url : addressAt(settings.domain, front().port)
}
