import { EnvName, EnvValue } from '../../model/projectfile.ts'
import { Problem } from '../../model/problem.ts'

/** A value in quotes may go over lines; `\` means something within double ones only. */
const single = /^'([^']*)'/
const double = /^"((?:[^"\\]|\\[^])*)"/
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/**
 * The text of an `.env` file, or what was pasted from one: NAME=value, with or without `export`; `#` begins a comment.
 * `$` stays as it is: no variable is filled in. A name that is there twice has the later value.
 * Throws `bad-env` with the line.
 */
export function parseEnv(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  let rest = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  let line = 1
  while (rest !== '') {
    const { name, value, length } = readOne(rest, line)
    if (name !== undefined) found.set(name, value)
    line += rest.slice(0, length).split('\n').length - 1
    rest = rest.slice(length)
  }
  return found
}

interface One {
  /** Nothing for an empty line or a comment. */
  readonly name: string | undefined
  readonly value: string
  /** Characters it takes, with the end of its line. */
  readonly length: number
}

function readOne(rest: string, line: number): One {
  const first = rest.split('\n', 1)[0] ?? ''
  if (/^\s*(?:#|$)/.test(first)) return { name: undefined, value: '', length: first.length + 1 }
  const [head = '', name] = /^[ \t]*(?:export[ \t]+)?([^\s=]+)[ \t]*=[ \t]*/.exec(first) ?? []
  if (name === undefined) throw wrong(line, 'there is no `=` after a name')
  if (!EnvName.safeParse(name).success) throw wrong(line, `${name.slice(0, 40)} is no name of a variable: use letters, digits and underscores, not beginning with a digit`)
  const { value, length } = valueOf(rest.slice(head.length), line)
  const { success, error } = EnvValue.safeParse(value)
  if (!success) throw wrong(line, `${name}: ${error.issues[0]?.message ?? ''}`)
  return { name, value, length: head.length + length }
}

function valueOf(rest: string, line: number): Omit<One, 'name'> {
  const [quoted, inside] = single.exec(rest) ?? double.exec(rest) ?? []
  if (quoted === undefined && /^['"]/.test(rest)) throw wrong(line, `the quote ${rest.charAt(0)} is not closed`)
  const after = rest.slice(quoted?.length ?? 0).split('\n', 1)[0] ?? ''
  if (quoted === undefined) return { value: after.replace(/(?:^|\s+)#.*$/, '').trimEnd(), length: after.length + 1 }
  if (!/^\s*(?:#.*)?$/.test(after)) throw wrong(line, 'something stands after the closing quote')
  const value = quoted.startsWith('"') ? (inside ?? '').replace(/\\([nrt"\\$])/g, (_, sign: string) => escapes[sign] ?? sign) : (inside ?? '')
  return { value, length: quoted.length + after.length + 1 }
}

function wrong(line: number, reason: string): Problem {
  return new Problem('bad-env', { line, reason })
}
