/** A path on this very origin, or `/`: nothing a browser could take for another host. */
export function localPath(to: string | null): string {
  if (!to || !/^\/[\x21-\x7e]*$/.test(to)) return '/'
  if (/^\/[/\\]/.test(to) || to.includes('\\')) return '/'
  return to.startsWith('/.berth') ? '/' : to
}
