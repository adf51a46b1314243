import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { FastifyReply } from 'fastify'
import type { Api, ApiContext } from './context.ts'

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  webmanifest: 'application/manifest+json',
}

/** No inline script, no foreign anything, in nobody's frame. */
const policy = ["default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"].join(
  '; ',
)

/** The trust page asks over HTTPS whether this device trusts the machine: another origin, whose name and port it only guesses. */
const policyOfTrust = policy.replace("connect-src 'self'", "connect-src 'self' https:")
/** The page that leads to GitHub posts a form there, or to an Enterprise server of any name: its only word is that form. */
const policyOfConnecting = policy.replace("form-action 'self'", "form-action 'self' https: http:")
const policies: Readonly<Record<string, string>> = { '/trust': policyOfTrust, '/connect/github': policyOfConnecting }

/**
 * The console: a handful of files, kept in memory. Any path that is no file is one of its screens, so it gets
 * the page. It is served before the claim too: the claim is one of its screens.
 */
export function consoleRoutes(api: Api, { console: folder, log }: ApiContext): void {
  const files = readAll(folder)
  files.catch((err: unknown) => log.error({ err, folder }, 'the console is not built'))
  api.get('/*', { schema: { hide: true }, config: { policy: 'open' } }, async (request, reply) => {
    const path = new URL(request.url, 'http://console').pathname
    const found = (await files).get(path)
    if (path.startsWith('/api/') || (!found && path.startsWith('/assets/'))) return reply.callNotFound()
    const name = found ? path : '/index.html'
    const guarded = reply.header('content-security-policy', policies[path] ?? policy)
    return await send(guarded, name, found ?? (await files).get('/index.html') ?? Buffer.from('The console is not built.'))
  })
}

function send(reply: FastifyReply, name: string, bytes: Buffer): FastifyReply {
  // Built files carry a digest in their names, so they never change; the page does.
  const caching = name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
  return reply
    .header('content-type', types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream')
    .header('cache-control', caching)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'same-origin')
    .send(bytes)
}

async function readAll(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(await Promise.all(paths.map(async (path) => [`/${relative(folder, path)}`, await readFile(path)] as const)))
}
