/** Where a link may lead. Others are shown as their text. */
export function mayLink(href: string): boolean {
  return /^(?:https?:\/\/[^/]|mailto:[^/])/i.test(href) && URL.canParse(href)
}

/** Pictures by their path as it stands in the document. */
export type Pictures = ReadonlyMap<string, string>

/** Where a picture is had from: of HTTPS, in the text itself, or out of those that lie beside the document; nothing where it may not be. */
export function pictureFrom(src: string, pictures: Pictures): string | undefined {
  if (/^https:\/\/[^/]/i.test(src)) return URL.canParse(src) ? src : undefined
  if (/^data:image\/(?:png|jpeg|gif|webp);base64,[a-z0-9+/]+={0,2}$/i.test(src)) return src
  const path = pathOf(src)
  return path === undefined ? undefined : pictures.get(path)
}

/** The path of a picture beside the document, from the document's folder or (`/…`) the tree's; nothing where it is an address. */
export function pathOf(src: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(src)) return undefined
  const plain = decoded(src.replace(/[?#].*$/s, ''))
  return plain === undefined || plain === '' || /[\\\0]/.test(plain) ? undefined : plain.replace(/^(?:\.\/)+/, '')
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
