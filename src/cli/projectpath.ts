/** Where the API has a project, and what is below it. */
export function projectPath(name: string, rest: string = ''): string {
  return `/api/projects/${encodeURIComponent(name)}${rest}`
}

/** Where the API has the app that its releases become. */
export function appPath(name: string, rest: string = ''): string {
  return `/api/instances/${encodeURIComponent(name)}${rest}`
}
