import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const built = fileURLToPath(new URL('../../../build/console', import.meta.url))
const types: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }

/** The engine's own, word for word: what it would refuse is refused here. */
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
/** The trust page asks the machine over HTTPS, which is another origin. */
const policyOfTrust = policy.replace("connect-src 'self'", "connect-src 'self' https:")

/** Where a form is sent to GitHub, or to one's own. */
const policyOfGitHub = policy.replace("form-action 'self'", "form-action 'self' https: http:")
const policies: Readonly<Record<string, string>> = { '/trust': policyOfTrust, '/connect/github': policyOfGitHub }

/** The built console; any path that is no file is one of its screens. */
export async function sendFile(path: string, response: ServerResponse): Promise<void> {
  const found = extname(path) ? await readFile(join(built, normalize(path))).catch(() => undefined) : undefined
  const bytes = found ?? (await readFile(join(built, 'index.html')))
  response.writeHead(200, { 'content-type': types[found ? extname(path) : '.html'] ?? 'application/octet-stream', 'content-security-policy': policies[path] ?? policy }).end(bytes)
}
