import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newest } from './building/files.ts'
import { buildPrograms } from './building/programs.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const build = join(root, 'build')

/** Marks what is built as of `begun`, so that a change made meanwhile is built next time. */
function mark(name: string, begun: Date): void {
  const stamp = join(build, name)
  writeFileSync(stamp, '')
  utimesSync(stamp, begun, begun)
}

function buildConsole(): void {
  const config = join(root, 'src/console/vite.config.ts')
  if (!existsSync(config)) return
  const begun = new Date()
  const sources = ['src/console', 'src/model', 'package-lock.json'].map((path) => newest(join(root, path)))
  if (existsSync(join(build, 'console/index.html')) && newest(join(build, '.console')) > Math.max(...sources)) return
  console.log('Building the console…')
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn', '--config', config], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error('the console could not be built; what vite said stands above')
  mark('.console', begun)
}

async function buildAll(): Promise<void> {
  const begun = new Date()
  mkdirSync(build, { recursive: true })
  const sources = ['src', 'scripts/building', 'package-lock.json'].map((path) => newest(join(root, path)))
  if (newest(join(build, '.stamp')) < Math.max(...sources)) {
    console.log('Building Berth…')
    await buildPrograms(join(root, 'src'), join(build, 'src'))
  }
  buildConsole()
  mark('.stamp', begun)
}

await buildAll()
