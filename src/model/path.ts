/** Nothing here can read differently in an app: no escapes, no empty or dotted segments, no parameters. */
const simple = /^(?:\/[A-Za-z0-9_~!$&'()*+,=:@-][A-Za-z0-9_~!$&'()*+,=:@.-]*)*\/?$/
const ambiguous = /%2f|%5c|%00|[\\\0#]/i
const printable = /^[\x21-\x7e]*$/

/** What is decided about, and what is then sent: the same place for every app, however it reads paths. */
export interface SettledPath {
  /** Decoded, for the decision. */
  readonly decided: string
  /** Escaped as it came, but without dots and doubled slashes, for the app. */
  readonly sent: string
}

/**
 * Settles a path (without its query) so that no app can read another one from it than was decided about.
 * Nothing for a path that could mean two things: an encoded slash, backslash or NUL, a broken escape.
 */
export function settlePath(path: string): SettledPath | undefined {
  if (simple.test(path)) return { decided: path, sent: path }
  if (ambiguous.test(path) || !printable.test(path)) return undefined
  const sent = withoutDots(path)
  const decided = decoded(sent)
  return decided === undefined ? undefined : { decided, sent }
}

/**
 * Some servers cut `;parameters` off each segment before they look a path up. What is allowed must be
 * allowed in both readings; this is the other one, or nothing where there is none.
 */
export function withoutParameters(decided: string): string | undefined {
  return decided.includes(';') ? withoutDots(decided.replaceAll(/;[^/]*/g, '')) : undefined
}

/** As an app reads it that has no regard for case, nor for how letters are composed. */
export function foldedPath(decided: string): string {
  return decided.normalize('NFKC').toLowerCase()
}

function withoutDots(path: string): string {
  const kept: string[] = []
  const segments = path.split('/')
  const last = undotted(segments.at(-1) ?? '')
  for (const segment of segments) {
    const name = undotted(segment)
    if (name === '..') kept.pop()
    else if (name !== '.' && name !== '') kept.push(segment)
  }
  const folder = last === '' || last === '.' || last === '..'
  return '/' + kept.join('/') + (folder && kept.length > 0 ? '/' : '')
}

/** A dot may come as `%2e`, and some servers drop parameters before they look for dots. */
function undotted(segment: string): string {
  const name = segment.replaceAll(/%2e/gi, '.')
  const bare = name.replace(/;.*$/, '')
  return bare === '.' || bare === '..' ? bare : name
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
