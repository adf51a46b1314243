import { createRequire } from 'node:module'
import type { Pool as UndiciPool } from 'undici'

/**
 * undici's pool alone, and by `require`: the package's main module also loads fetch, caches and WebSocket,
 * and `import` would bring up a lexer for CommonJS, together 20 of the 70 MB the gateway may have.
 */
export const Pool = createRequire(import.meta.url)('undici/lib/dispatcher/pool.js') as typeof UndiciPool
export type Pool = UndiciPool
