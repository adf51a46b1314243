/**
 * Where an image lies in a layout directory: `<registry>/<repository>/<tag>`, or `…/sha256/<digest>`
 * (CNB platform specification, "Map an image reference to a path in the layout directory"), with Docker's defaults written out.
 */
export function layoutPath(image: string): string {
  const [named = '', digest] = image.split('@')
  const slash = named.lastIndexOf('/')
  const colon = named.indexOf(':', slash + 1)
  const repository = withRegistry(colon < 0 ? named : named.slice(0, colon))
  if (digest !== undefined) return `${repository}/${digest.replace(':', '/')}`
  return `${repository}/${colon < 0 ? 'latest' : named.slice(colon + 1)}`
}

function withRegistry(name: string): string {
  const plain = name.replace(/^(?:index\.)?docker\.io\//, '')
  const [first = '', ...rest] = plain.split('/')
  if (rest.length === 0) return `index.docker.io/library/${first}`
  return /[.:]|^localhost$/.test(first) ? plain : `index.docker.io/${plain}`
}
