import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'

/**
 * A request, whichever version of HTTP it came by; to be read as its body. What it has is what Node's own
 * `IncomingMessage` has, so that one by HTTP/1.1 is one.
 */
export interface Incoming extends Readable {
  readonly method?: string | undefined
  /** The target as it came. */
  readonly url?: string | undefined
  readonly httpVersionMajor: number
  readonly httpVersionMinor: number
  /** Name, value, name, value … as HTTP/1.1 would have it. */
  readonly rawHeaders: string[]
  readonly headers: Pick<IncomingHttpHeaders, 'host' | 'trailer' | 'transfer-encoding'>
  readonly trailers: NodeJS.Dict<string>
  /** All of it is here. */
  readonly complete: boolean
  readonly socket: Socket
}
