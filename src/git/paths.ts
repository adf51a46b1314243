const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 }

/** A path as git quotes it in its lists (as C does, octal for every byte that is not ASCII), as it is. */
export function unquotePath(text: string): string {
  if (!text.startsWith('"') || !text.endsWith('"')) return text
  const bytes = [...text.slice(1, -1).matchAll(/\\([0-7]{3}|.)|([^\\])/g)].map(([, escape, plain]) => (escape === undefined ? (plain ?? '').charCodeAt(0) : byteOf(escape)))
  return Buffer.from(bytes).toString()
}

function byteOf(escape: string): number {
  return escapes[escape] ?? Number.parseInt(escape, 8)
}
