import { createHash } from 'node:crypto'
import { style } from './style.ts'

export interface Page {
  readonly title: string
  /** HTML. What came from outside is escaped by its maker (`escaped`). */
  readonly main: string
  /** HTML for the head. */
  readonly head?: string
  readonly script?: string
}

/** A whole page that needs nothing from anywhere else, and the policy that holds it to that. */
export function layout({ title, main, head = '', script }: Page): { type: string; text: string; csp: string } {
  const code = script ? `<script>${script}</script>` : ''
  const text = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
${head}<style>${style}</style>
</head>
<body>
<main>
${main}
</main>
<footer>${mark}<span>Berth</span></footer>
${code}
</body>
</html>
`
  const scripts = script ? `script-src '${digest(script)}'; connect-src 'self'; ` : ''
  const csp = `default-src 'none'; ${scripts}style-src '${digest(style)}'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'`
  return { type: 'text/html; charset=utf-8', text, csp }
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

const mark = `<svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><circle cx="12" cy="5" r="2.5"/><path d="M12 8v13M7 12h10M4 14c0 5 4 7 8 7s8-2 8-7"/></svg>`

const digests = new Map<string, string>()

function digest(text: string): string {
  const known = digests.get(text)
  if (known) return known
  const made = `sha256-${createHash('sha256').update(text).digest('base64')}`
  digests.set(text, made)
  return made
}
