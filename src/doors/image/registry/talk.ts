import { Problem } from '../../../model/problem.ts'

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
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer
}

/** Asks once, whatever the answer. Throws `registry-down` where there is none in time, or too much of it. */
export async function talk({ host, url, method = 'GET', headers, cap, within, signal }: Talk): Promise<Answer> {
  const late = AbortSignal.timeout(within)
  try {
    const answer = await fetch(url, { method, headers, redirect: 'follow', signal: AbortSignal.any([signal, late]) })
    return { status: answer.status, headers: answer.headers, body: await bodyOf(host, answer, cap) }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Problem) throw error
    throw new Problem('registry-down', { host, reason: late.aborted ? `nothing came within ${Math.ceil(within / 1000)} seconds` : reasonOf(error) }, error)
  }
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
  const { code, message } = ((error as Error).cause ?? error) as { readonly code?: string; readonly message?: string }
  if (code !== undefined && /CERT|SELF_SIGNED|ALTNAME/.test(code)) return `its certificate is not trusted here (${code})`
  return words[code ?? ''] ?? (code !== undefined && message !== undefined ? `${code}: ${message}` : (message ?? 'the connection failed')).slice(0, 200)
}
