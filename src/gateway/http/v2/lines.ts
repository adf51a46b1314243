/** A request's header by HTTP/2, as HTTP/1.1 would have said it. */
export interface Said {
  readonly method: string
  /** Nothing where there is none, as in `CONNECT`. */
  readonly path: string | undefined
  /** Name, value, name, value … */
  readonly lines: string[]
}

/** Of the pseudo-headers only these are looked at: the scheme is what the connection is. */
interface Pseudo {
  method: string
  path: string | undefined
  authority: string | undefined
}

/**
 * What this header says. An `:authority` and a `host` that differ become two Hosts, which nobody takes. A body
 * of unknown length, or one with trailers, becomes a chunked one.
 */
export function saidBy(raw: readonly string[], hasBody: boolean): Said {
  const pseudo: Pseudo = { method: '', path: undefined, authority: undefined }
  const lines: string[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string
    const value = raw[i + 1] as string
    if (name.charCodeAt(0) === 58) notePseudo(pseudo, name, value)
    else lines.push(name, value)
  }
  nameHost(lines, pseudo.authority)
  if (hasBody) frameBody(lines)
  return { method: pseudo.method, path: pseudo.path, lines }
}

function notePseudo(pseudo: Pseudo, name: string, value: string): void {
  if (name === ':method') pseudo.method = value
  else if (name === ':path') pseudo.path = value
  else if (name === ':authority') pseudo.authority = value
}

function nameHost(lines: string[], authority: string | undefined): void {
  if (authority === undefined) return
  const said = valuesOf(lines, 'host')
  if (!said.includes(authority)) lines.push('host', authority)
}

function frameBody(lines: string[]): void {
  if (valuesOf(lines, 'trailer').length > 0) drop(lines, 'content-length')
  if (valuesOf(lines, 'content-length').length === 0) lines.push('transfer-encoding', 'chunked')
}

export function valuesOf(lines: readonly string[], wanted: string): string[] {
  return lines.filter((_, at) => at % 2 === 1 && lines[at - 1] === wanted)
}

function drop(lines: string[], unwanted: string): void {
  for (let i = lines.length - 2; i >= 0; i -= 2) if (lines[i] === unwanted) lines.splice(i, 2)
}
