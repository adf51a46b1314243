import { createHash } from 'node:crypto'
import { script } from './script.ts'
import { style } from './style.ts'

/** What a browser lets such a page do: show itself, and pictures. */
export const documentPolicy: string = [
  "default-src 'none'",
  `style-src '${digest(style)}'`,
  `script-src '${digest(script)}'`,
  'img-src https: data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
