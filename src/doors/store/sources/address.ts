/** FreeShard's own, where an address leaves the branch open and nobody chose one. */
const usualBranch = 'main'

/** Where a file of a site's catalogue lies. */
export type Address = (...path: readonly string[]) => string

/** `{branch}` in the site's address is where the branch goes; a query, like a signature, stays at its end. */
export function addressIn({ url, branch }: { readonly url: string; readonly branch: string | null }): Address {
  const site = new URL(url.replaceAll('{branch}', encodeURI(branch ?? usualBranch)))
  return (...path) => {
    const file = new URL(site)
    file.pathname = [site.pathname.replace(/\/+$/, ''), 'all_apps', ...path.map(encodeURIComponent)].join('/')
    return file.href
  }
}
