/** Names that belong to Berth; an app neither sees nor sets one. Browsers know the prefixes in any case. */
const ours = /^\s*(?:__(?:host|secure)-)?berth-/i

/** A `Cookie` header without Berth's cookies. */
export function withoutOurs(header: string): string {
  if (!/berth-/i.test(header)) return header
  return header
    .split(';')
    .filter((pair) => !ours.test(pair))
    .join(';')
    .trim()
}

/** The value of one cookie. Two of one name are no cookie at all: one of them was not set by us. */
export function cookieValue(header: string, name: string): string | undefined {
  const wanted = `${name}=`
  const found = header.split(';').filter((pair) => pair.trimStart().startsWith(wanted))
  return found.length === 1 ? found[0]?.trim().slice(wanted.length) : undefined
}

/**
 * An app's `Set-Cookie` as it may reach the visitor: not one of Berth's names, and never for a whole
 * domain, which other apps share. Nothing when it is dropped.
 */
export function setCookieFromApp(line: string): string | undefined {
  if (ours.test(line)) return undefined
  if (!/;\s*domain\s*=/i.test(line)) return line
  return line.replaceAll(/;\s*domain\s*=[^;]*/gi, '')
}
