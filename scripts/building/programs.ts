import { renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from 'rolldown'
import type { Plugin } from 'rolldown'
import { filesBelow } from './files.ts'

/**
 * Ways to Docker that Berth never goes (a daemon over SSH, BuildKit sessions over gRPC): dockerode loads their
 * libraries all the same, a tenth of the memory an engine may have. In the built programs they are empty.
 */
const neverUsed = /^(@grpc\/grpc-js|@grpc\/proto-loader|ssh2)$/
const dockersOwn = /\/node_modules\/(dockerode|docker-modem)\//

/** Libraries that must lie on the disk as they are: native code, wasm, worker threads. */
const asTheyAre = [/^@node-rs\//, /\.node$/, 'minijinja-js', 'pino']

const leaveOut = {
  name: 'leave-out',
  resolveId: (id: string, importer: string | undefined) => (neverUsed.test(id) && dockersOwn.test(importer ?? '') ? { id: `\0never-used` } : null),
  load: (id: string) => (id === '\0never-used' ? 'export default {}' : null),
}

/**
 * The runtime keeps the text of a program in memory: without comments it is half as long, and where every sign is ASCII
 * it takes one byte a sign, not two. Other signs stand in texts only, where an escape says the same.
 */
const lean: Plugin = {
  name: 'lean',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) if (file.type === 'chunk') file.code = inBytes(file.code)
  },
}

function inBytes(code: string): string {
  return code.replaceAll(/[^\0-\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/**
 * Builds every `main.ts` below `from` into `to`, each in its place, with the libraries it uses inside: one file
 * a program takes half the memory of some hundred. The old build is in use until the new one is whole.
 */
export async function buildPrograms(from: string, to: string): Promise<readonly string[]> {
  const mains = filesBelow(from).filter((file) => basename(file) === 'main.ts' && !file.startsWith('console/'))
  const fresh = `${to}.${process.pid}.new`
  const entryFileNames = '[name].js'
  await build({
    input: Object.fromEntries(mains.map((file) => [file.replace(/\.ts$/, ''), join(from, file)])),
    platform: 'node',
    // what an older kind of module calls the folder it lies in; ssh2 asks for it
    transform: { define: { __dirname: 'import.meta.dirname' } },
    external: asTheyAre,
    plugins: [leaveOut, lean],
    logLevel: 'warn',
    output: { dir: fresh, format: 'esm', entryFileNames, chunkFileNames: 'shared/[name]-[hash].js', comments: false },
  })
  rmSync(to, { recursive: true, force: true })
  renameSync(fresh, to)
  return mains
}
