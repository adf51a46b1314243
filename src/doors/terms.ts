/** Scripts that are written without spaces between words: a word is found there by each two signs in a row. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/u
const between = /[^\p{L}\p{N}\p{M}]+/u

/** Letters without capitals and, where they are mere accents, without accents; full-width and other forms as the usual ones. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFKC')
    .toLowerCase()
}

/** The words of what is looked for. */
export function soughtIn(text: string): readonly string[] {
  return cut(text, pairs)
}

/** The words something is found by; a text without spaces also by each of its signs. */
export function foundBy(text: string): string[] {
  return cut(text, (run) => [...new Set([...Array.from(run), ...pairs(run)])])
}

/** How else people write a name: `File-Browser` as one word, `FileBrowser` as two. */
export function spellings(name: string): string {
  const parts = name.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
  return `${parts} ${name.replaceAll(new RegExp(between, 'gu'), '')}`
}

export function isUnspaced(term: string): boolean {
  return unspaced.test(term)
}

function cut(text: string, signs: (run: string) => readonly string[]): string[] {
  return folded(text)
    .split(between)
    .flatMap((word) => (unspaced.test(word) ? word.split(new RegExp(`(${unspaced.source})`, 'u')).flatMap((run) => (unspaced.test(run) ? signs(run) : [run])) : [word]))
    .filter((term) => term !== '')
}

function pairs(run: string): readonly string[] {
  const signs = Array.from(run)
  return signs.length < 2 ? signs : signs.slice(1).map((sign, at) => `${signs[at]}${sign}`)
}
