/** A line of an `.env` file that sets something. */
export interface Pair {
  readonly name: string
  readonly value: string
}

export interface Read {
  /** Each name once, with the value that was said last. */
  readonly pairs: readonly Pair[]
  /** Numbers of the lines that are not understood, from 1. */
  readonly bad: readonly number[]
}

const opening = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]{0,127})\s*=[ \t]*(.*)$/
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** The variables in the text of an `.env` file: comments, `export`, quotes, and values in quotes over several lines. */
export function readEnv(text: string): Read {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  const pairs = new Map<string, string>()
  const bad: number[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (/^\s*(#|$)/.test(line)) continue
    const [, name, rest = ''] = opening.exec(line) ?? []
    const value = name === undefined ? undefined : valueAt(lines, at, rest)
    if (name === undefined || value === undefined) {
      bad.push(at + 1)
      continue
    }
    pairs.set(name, value.text)
    at = value.last
  }
  return { pairs: [...pairs].map(([name, value]) => ({ name, value })), bad }
}

interface Value {
  readonly text: string
  /** The index of the line it ends in. */
  readonly last: number
}

function valueAt(lines: readonly string[], at: number, rest: string): Value | undefined {
  const [quote] = /^["']/.exec(rest) ?? []
  return quote === undefined ? { text: rest.replace(/(?:^|\s+)#.*$/, '').trimEnd(), last: at } : quoted(lines, at, rest.slice(1), quote)
}

function quoted(lines: readonly string[], at: number, rest: string, quote: string): Value | undefined {
  const closing = quote === '"' ? /^((?:[^"\\]|\\[\s\S])*)"\s*(?:#.*)?$/ : /^([^']*)'\s*(?:#.*)?$/
  let text = rest
  for (let last = at; last < lines.length; last += 1) {
    const [, inside] = closing.exec(text) ?? []
    if (inside !== undefined) return { text: quote === '"' ? unescaped(inside) : inside, last }
    text += `\n${lines[last + 1] ?? ''}`
  }
  return undefined
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([\s\S])/g, (whole, letter: string) => escapes[letter] ?? ('"\\$'.includes(letter) ? letter : whole))
}

/** Lines that are read back as they were. */
export function writeEnv(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${/^[\w./:@%+,-]*$/.test(value) ? value : quote(value)}`)
    .join('\n')
}

function quote(value: string): string {
  const escaped = value.replaceAll(/["\\]/g, '\\$&')
  return `"${escaped.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`
}

export interface EnvChange extends Pair {
  readonly kind: 'added' | 'changed' | 'same'
}

/** What would become of each, beside what is there now. */
export function changesTo(now: ReadonlyMap<string, string>, pairs: readonly Pair[]): readonly EnvChange[] {
  return pairs.map((pair) => ({ ...pair, kind: !now.has(pair.name) ? 'added' : now.get(pair.name) === pair.value ? 'same' : 'changed' }))
}
