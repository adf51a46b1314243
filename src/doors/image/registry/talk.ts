import { Problem } from '../../../model/problem.ts'
import { fetchUnproven } from './anycertificate.ts'

export interface Talk {
  /** The registry it is about, for the sentence. */
  readonly host: string
  readonly url: string
  readonly method?: 'GET' | 'HEAD'
  readonly headers: Readonly<Record<string, string>>
  /** The most that is read, bytes. */
  readonly cap: number
  /** Milliseconds until the last byte must be here. */
  readonly within: number
  readonly signal: AbortSignal
  /** Its server may show any certificate. */
  readonly isUnproven?: boolean
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer
}

/**
 * Asks once, whatever the answer. Who is led to another server does not take the right to ask there. Throws `registry-down`
 * where there is no answer in time, or too much of it, and `registry-unproven` where it cannot show who it is.
 */
export async function talk({ host, url, method = 'GET', headers, cap, within, signal, isUnproven = false }: Talk): Promise<Answer> {
  const late = AbortSignal.timeout(within)
  const fetching = { method, headers, signal: AbortSignal.any([signal, late]) }
  const read = async (answer: Response): Promise<Answer> => ({ status: answer.status, headers: answer.headers, body: await bodyOf(host, answer, cap) })
  try {
    return isUnproven ? await fetchUnproven(url, fetching, read) : await read(await fetch(url, { ...fetching, redirect: 'follow' }))
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Problem) throw error
    if (late.aborted) throw new Problem('registry-down', { host, reason: `nothing came within ${Math.ceil(within / 1000)} seconds` }, error)
    const unproven = unprovenAs(error)
    throw unproven ? new Problem('registry-unproven', { host, reason: reasons[unproven] }, error) : new Problem('registry-down', { host, reason: reasonOf(error) }, error)
  }
}

/** How a server fails to show who it is: it has no TLS at all, or a certificate that nobody here knows. */
type Unproven = 'plain' | 'certificate'
const reasons: Readonly<Record<Unproven, string>> = { plain: 'it speaks plain HTTP where HTTPS is due', certificate: 'nobody here knows who signed its certificate, or it is for another name' }

export function unprovenAs(error: unknown): Unproven | undefined {
  const { code } = causeOf(error)
  if (/^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST)$|^EPROTO$/.test(code ?? '')) return 'plain'
  return /CERT|SELF_SIGNED|ALTNAME/.test(code ?? '') ? 'certificate' : undefined
}

async function bodyOf(host: string, answer: Response, cap: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.length
    if (size > cap) throw new Problem('registry-down', { host, reason: `its answer is larger than ${Math.round(cap / 1e6)} MB` })
    parts.push(part)
  }
  return Buffer.concat(parts)
}

const words: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such name',
  EAI_AGAIN: 'its name cannot be looked up now',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'it ended the connection',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no network',
  UND_ERR_SOCKET: 'it ended the connection',
  UND_ERR_CONNECT_TIMEOUT: 'it does not take the connection',
}

/** What the network said, in words where they are known. */
function reasonOf(error: unknown): string {
  const { code, message } = causeOf(error)
  return words[code ?? ''] ?? (code !== undefined && message !== undefined ? `${code}: ${message}` : (message ?? 'the connection failed')).slice(0, 200)
}

function causeOf(error: unknown): { readonly code?: string; readonly message?: string } {
  const { cause } = error as Error
  return (cause ?? error) as { readonly code?: string; readonly message?: string }
}
