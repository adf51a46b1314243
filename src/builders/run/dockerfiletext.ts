import { refused } from './refusals.ts'

/** A word of a Dockerfile that is taken as it stands: no variable is filled in (docs.docker.com/reference/dockerfile, "Environment replacement"). */
export function quoted(text: string): string {
  if (/[\u0000-\u0008\u000A-\u001F\u007F]/.test(text)) throw refused('something with line breaks or control characters')
  return `"${text.replace(/[\\"$]/g, '\\$&')}"`
}

/** A command without a shell, or a list of paths. */
export function listed(words: readonly string[]): string {
  return JSON.stringify(words)
}

export function pair(name: string, value: string): string {
  return `${/^\w+$/.test(name) ? name : quoted(name)}=${quoted(value)}`
}
