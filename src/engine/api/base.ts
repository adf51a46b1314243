import type { FastifyRequest } from 'fastify'
import { addressAt } from '../address.ts'
import type { Settings } from '../settings.ts'
import type { ApiContext } from './context.ts'
import { factsOf } from './facts.ts'

/** What its address is made of. */
export interface ConsolePlace {
  readonly settings: Pick<Settings, 'domain'>
  readonly front: () => Pick<ReturnType<ApiContext['front']>, 'port'>
  readonly https: Pick<ApiContext['https'], 'told'>
}

/** The console's address for links that are handed on: the one that whoever asks uses; on the machine itself, its name. */
export function consoleBase(request: FastifyRequest, context: ConsolePlace & Pick<ApiContext, 'locals'>): string {
  const { local, scheme, host } = factsOf(request, context.locals)
  return local || host === undefined ? ownBase(context) : `${scheme}://${host}`
}

/** By HTTPS where every browser trusts it. */
export function ownBase({ settings, front, https }: ConsolePlace): string {
  const { url, authority } = https.told()
  return url !== null && authority === null ? url : addressAt(settings.domain, front().port)
}
