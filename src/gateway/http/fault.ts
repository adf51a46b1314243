import type { Incoming } from './incoming.ts'
import { METHODS } from './node.ts'
import { StreamIncoming } from './v2/incoming.ts'

const methods: ReadonlySet<unknown> = new Set(METHODS)

/** Why a request is refused whatever it asks for, apart from what its header lines say. */
export function faultOf(request: Incoming, headerLines: number): string | undefined {
  if (request.rawHeaders.length > headerLines * 2) return 'it has too many header lines'
  if (request.url?.charCodeAt(0) !== 47) return 'its target is no path'
  if (request instanceof StreamIncoming) return methods.has(request.method) ? undefined : 'its method is unknown'
  return request.httpVersionMajor === 1 ? undefined : 'its version is unknown'
}
