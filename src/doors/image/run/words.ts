import { Problem } from '../../../model/problem.ts'

/** Stands where a shell would put the folder it is in, or the home of whoever types: only a mount may begin with it. */
export const somewhere = '\u{e000}'
const folders = /^(?:\$\(pwd\)|`pwd`|\$\{?(?:PWD|HOME)\}?(?!\w))/
/** Where one command ends and another begins, or goes elsewhere. */
const operators = /^(?:[|&;<>()]|\n)/

interface Reading {
  readonly text: string
  at: number
  word: string | undefined
  readonly words: string[]
}

/** Cuts a line into words as a shell does, without being one: quotes, backslashes, lines that go on. Throws `bad-run` for what only a shell can do. */
export function splitWords(text: string): readonly string[] {
  const reading: Reading = {
    text: text
      .replace(/\r\n?/g, '\n')
      .replace(/[\\`^][ \t]*\n/g, ' ')
      .trim(),
    at: 0,
    word: undefined,
    words: [],
  }
  while (reading.at < reading.text.length) readOne(reading)
  endWord(reading)
  return reading.words
}

function readOne(reading: Reading): void {
  const rest = reading.text.slice(reading.at)
  const sign = rest[0] ?? ''
  if (sign === ' ' || sign === '\t') return step(reading, 1, () => endWord(reading))
  if (sign === '#' && reading.word === undefined) return step(reading, rest.split('\n')[0]?.length ?? 0)
  if (operators.test(rest)) throw refuse(`\`${sign === '\n' ? 'a second line' : sign}\` is for a shell; give one docker run alone`)
  if (sign === "'") return readSingle(reading, rest)
  if (sign === '"') return readDouble(reading)
  if (sign === '\\') return step(reading, 2, () => add(reading, rest[1] ?? ''))
  if (sign === '~' && reading.word === undefined && /^~(?:\/|$)/.test(rest)) return step(reading, 1, () => add(reading, somewhere))
  readPlain(reading, rest)
}

function readPlain(reading: Reading, rest: string): void {
  const [folder] = folders.exec(rest) ?? []
  if (folder !== undefined) return step(reading, folder.length, () => add(reading, somewhere))
  if (/^(?:`|\$[\w({@*#?!$-])/.test(rest)) throw refuse(`\`${/^\S{1,40}/.exec(rest)?.[0] ?? rest}\` is filled by a shell; write its value`)
  const sign = String.fromCodePoint(rest.codePointAt(0) ?? 0)
  step(reading, sign.length, () => add(reading, sign))
}

function readSingle(reading: Reading, rest: string): void {
  const end = rest.indexOf("'", 1)
  if (end < 0) throw refuse('a quote is not closed')
  step(reading, end + 1, () => add(reading, rest.slice(1, end)))
}

function readDouble(reading: Reading): void {
  add(reading, '')
  reading.at += 1
  for (;;) {
    const rest = reading.text.slice(reading.at)
    if (rest === '') throw refuse('a quote is not closed')
    if (rest.startsWith('"')) return step(reading, 1)
    if (/^\\["\\$`]/.test(rest)) step(reading, 2, () => add(reading, rest[1] ?? ''))
    else readPlain(reading, rest)
  }
}

function step(reading: Reading, length: number, act: () => void = () => undefined): void {
  act()
  reading.at += length
}

function add(reading: Reading, text: string): void {
  reading.word = (reading.word ?? '') + text
}

function endWord(reading: Reading): void {
  if (reading.word !== undefined) reading.words.push(reading.word)
  reading.word = undefined
}

function refuse(reason: string): Problem {
  return new Problem('bad-run', { reason })
}
