import { Problem } from '../model/problem.ts'

/** `$$`, `$NAME` or `${NAME…}`; one level, as the Compose specification has it for the braces without nesting. */
const place = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])((?:[^{}]|\$\{[^{}]*\})*))?\})/g

/**
 * Fills the variables of a compose file, in every value, from the app's own `.env`: nothing of the machine's
 * environment is ever read. Afterwards no `$` is a variable any more. Throws `bad-compose` for `${NAME:?why}`.
 */
export function interpolate(app: string, value: unknown, variables: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return fill(app, value, variables)
  if (Array.isArray(value)) return value.map((one) => interpolate(app, one, variables))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, interpolate(app, one, variables)]))
}

/** What Compose reads after us takes `$` for a variable again unless it is doubled. */
export function escape(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$')
  if (Array.isArray(value)) return value.map(escape)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, escape(one)]))
}

/** The variables of an `.env` file: a name, `=`, a value that may stand in quotes; `#` begins a comment. */
export function readVariables(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    const [, name, raw = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(line) ?? []
    if (name) found.set(name, unquote(raw))
  }
  return found
}

function unquote(raw: string): string {
  const [, single, double] = /^(?:'([^']*)'|"((?:[^"\\]|\\.)*)")\s*(?:#.*)?$/.exec(raw) ?? []
  if (single !== undefined) return single
  if (double !== undefined) return double.replace(/\\([\\"$n])/g, (_, sign: string) => (sign === 'n' ? '\n' : sign))
  return raw.replace(/\s+#.*$/, '').trimEnd()
}

function fill(app: string, text: string, variables: ReadonlyMap<string, string>): string {
  const one = (_: string, dollar?: string, plain?: string, name?: string, operator?: string, word = ''): string => {
    if (dollar) return '$'
    const value = variables.get(plain ?? name ?? '')
    return operator ? choose(app, name ?? '', value, operator, word, (inner) => fill(app, inner, variables)) : (value ?? '')
  }
  return text.replace(place, one)
}

function choose(app: string, name: string, value: string | undefined, operator: string, word: string, fillIn: (text: string) => string): string {
  const has = value !== undefined && (value !== '' || !operator.startsWith(':'))
  if (operator.endsWith('+')) return has ? fillIn(word) : ''
  if (has) return value
  if (operator.endsWith('-')) return fillIn(word)
  throw new Problem('bad-compose', { app, where: `\${${name}}`, reason: fillIn(word) || 'it has no value' })
}
