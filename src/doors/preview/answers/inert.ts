import { stripVTControlCharacters } from 'node:util'

/**
 * Titles, branches, causes and logs are written by anybody. What is made here is text and nothing else: it opens no HTML,
 * ends no code, table or line, calls nobody's name, and does not read in another direction than it is written.
 */

/** Controls but tab and newline; separators of lines and directions of writing that are not seen. */

const unseen = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

/** One line of at most so many letters. */
export function oneLine(text: string, most: number): string {
  const plain = seen(text.slice(0, most * 4))
    .replaceAll(/\s+/g, ' ')
    .trim()
  return plain.length > most ? `${cut(plain, most - 1).trimEnd()}…` : plain
}

/** As code within a line, in a table too. Backticks and bars are written as what looks like them: within code nothing can be escaped. */
export function asCode(text: string, most = 300): string {
  const plain = uncalled(oneLine(text, most)).replaceAll('`', 'ˋ').replaceAll('|', '¦').trim()
  return `\`${plain === '' ? '–' : plain}\``
}

/** As a block of code, with a fence longer than any in it. */
export function asBlock(lines: readonly string[]): string {
  const body = lines.join('\n')
  const longest = Math.max(2, ...[...body.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${body}\n${fence}`
}

/** The last lines of a log, each of a bounded length. */
export function lastLines(log: readonly string[], lines: number, most: number): string[] {
  const all = log.slice(-lines).flatMap((line) => seen(line.slice(0, most * 4)).split('\n'))
  return all.slice(-lines).map((line) => uncalled(line.length > most ? `${cut(line, most - 1)}…` : line).trimEnd())
}

/** Addresses of pages, so that nothing in them ends a link. Null: it is none. */
export function asAddress(text: string): string | null {
  if (!URL.canParse(text)) return null
  const { protocol, href } = new URL(text)
  return protocol === 'https:' || protocol === 'http:' ? href.replaceAll(/[()<>|\\`\s]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`) : null
}

/** Nobody is called by a text: after the sign that calls stands one that is not seen. */
export function uncalled(text: string): string {
  return text.replaceAll('@', '@\u200b')
}

function seen(text: string): string {
  return stripVTControlCharacters(text.toWellFormed()).replaceAll(/\r\n?/g, '\n').replaceAll(unseen, '')
}

/** Never within a letter that takes two places. */
function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
}
