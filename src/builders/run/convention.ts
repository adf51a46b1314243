import type { BuildRequest } from '../builder.ts'

const prefix = 'DEMO_OPT_'
/** What a shell takes apart or fills in where a variable stands without quotes, as it does in those scripts. */
const torn = /[\s*?[\]\\'"]/

/** Of the project's own variables those that the demo service hands on. */
export function demoVariables({ file }: Pick<BuildRequest, 'file'>): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...file.env, ...file.build.env }).filter(([name]) => name.startsWith(prefix)))
}

/** What the script adds to its last `docker run`: labels as they are, `DEMO_OPT_NAME` as `NAME`. What a shell would tear is left out. */
export function serveOptions(request: Pick<BuildRequest, 'file' | 'labels'>): string {
  const labels = Object.entries(request.labels ?? {}).map(([name, value]) => ['-l', `${name}=${value}`])
  const variables = Object.entries(demoVariables(request)).map(([name, value]) => ['-e', `${name.slice(prefix.length)}=${value}`])
  const whole = [...labels, ...variables].filter((words) => !words.some((word) => torn.test(word)))
  return whole.flat().join(' ')
}
