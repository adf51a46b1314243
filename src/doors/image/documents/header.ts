/** Keys by which the first lines are known to be about the document, and not of it. */
const known: ReadonlySet<string> = new Set(['id', 'title', 'summary', 'author', 'authors', 'categories', 'tags', 'environments', 'status', 'feedback link', 'analytics account', 'lang'])
const field = /^([a-z][a-z _-]{0,40}):[ \t]*(.*)$/i

export interface Header {
  /** By key, in small letters. */
  readonly fields: ReadonlyMap<string, string>
  /** All that comes after them. */
  readonly body: string
}

/** `key: value` lines before the title, with empty lines or `---` around and between them. */
export function readHeader(text: string): Header {
  const lines = text.replace(/^\u{feff}/u, '').split(/\r\n|\n|\r/)
  const fields = new Map<string, string>()
  let at = 0
  for (; at < lines.length; at++) {
    const line = (lines[at] ?? '').trim()
    if (line === '' || line === '---') continue
    const [, key, value] = field.exec(line) ?? []
    if (key === undefined || value === undefined) break
    fields.set(key.toLowerCase().replaceAll('_', ' '), unquoted(value.trim()).slice(0, 2000))
  }
  const isOne = [...fields.keys()].some((key) => known.has(key))
  return isOne ? { fields, body: lines.slice(at).join('\n') } : { fields: new Map(), body: lines.join('\n') }
}

function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value) && value.length > 1 ? value.slice(1, -1) : value
}
