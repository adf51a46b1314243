/** What is no page of the console: a visitor sent there would see bare answers, or begin all over. */
const noPage = /^\/(api\/|signin\/outside\/|\.)/

/** A path on the console's own origin, or `/`: nothing that a browser could take for another host. */
export function localPath(to: string | undefined): string {
  if (to === undefined || to.length > 4000 || !/^\/[\x21-\x7e]*$/.test(to)) return '/'
  if (/^\/[/\\]/.test(to) || to.includes('\\') || noPage.test(to)) return '/'
  return to
}

/** The same path with a problem to be shown there. */
export function withProblem(path: string, problem: string): string {
  const url = new URL(path, 'http://console')
  url.searchParams.set('problem', problem)
  return url.pathname + url.search
}
