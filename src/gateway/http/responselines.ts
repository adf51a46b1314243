import { setCookieFromApp } from './cookies.ts'

const hop: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'te', 'trailer', 'transfer-encoding', 'upgrade'])

/** How visitors come to this machine is its owner's to say, and of a whole host, which other apps share. */
const kept = 'strict-transport-security'

export type UpstreamHeaders = Readonly<Record<string, string | string[] | undefined>>

/**
 * The header lines of an app's answer that may go on to the visitor, as a flat list. `whose` is `app`
 * for what a stranger wrote and `console` for our own.
 */
export function responseLines(headers: UpstreamHeaders, whose: 'app' | 'console'): string[] {
  const lines: string[] = []
  const named = namedByConnection(headers['connection'])
  for (const name in headers) {
    if (hop.has(name) || name === kept || named?.has(name)) continue
    const value = headers[name]
    if (name === 'set-cookie' && whose === 'app') pushCookies(lines, value)
    else if (typeof value === 'string') lines.push(name, value)
    else pushAll(lines, name, value)
  }
  return lines
}

function pushAll(lines: string[], name: string, values: readonly string[] = []): void {
  for (const value of values) lines.push(name, value)
}

function namedByConnection(value: string | string[] | undefined): Set<string> | undefined {
  if (value === undefined || value === 'keep-alive' || value === 'close') return undefined
  return new Set(
    String(value)
      .toLowerCase()
      .split(',')
      .map((token) => token.trim()),
  )
}

function pushCookies(lines: string[], value: string | string[] | undefined): void {
  for (const one of typeof value === 'string' ? [value] : (value ?? [])) {
    const kept = setCookieFromApp(one)
    if (kept !== undefined) lines.push('set-cookie', kept)
  }
}
