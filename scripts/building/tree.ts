import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { toJavaScript } from './javascript.ts'

export interface Made {
  readonly written: number
  readonly removed: number
}

const notRun = /\.(test|contract|d)\.ts$|\.(svelte|md)$/

/**
 * Makes `to` the runnable picture of `from`: modules stripped, everything else copied, tests left out,
 * what has no source any more removed. Only what is newer than its picture is made again, each in one move.
 */
export function buildTree(from: string, to: string, isOurs: (file: string) => boolean): Made {
  const sources = filesBelow(from).filter((file) => !notRun.test(file) && isOurs(file))
  const wanted = new Map(sources.map((file) => [file.replace(/\.ts$/, '.js'), file]))
  const stale = [...wanted].filter(([target, source]) => isStale(join(from, source), join(to, target)))
  for (const [target, source] of stale) make(join(from, source), join(to, target))
  const left = filesBelow(to).filter((file) => !wanted.has(file))
  for (const file of left) rmSync(join(to, file))
  return { written: stale.length, removed: left.length }
}

/** Files below a folder, relative to it; none when it is not there. */
export function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}

/** The latest change below a folder or of a file, epoch milliseconds; 0 when it is not there. */
export function newest(path: string): number {
  if (!existsSync(path)) return 0
  const own = statSync(path)
  if (!own.isDirectory()) return own.mtimeMs
  return Math.max(own.mtimeMs, ...filesBelow(path).map((file) => statSync(join(path, file)).mtimeMs))
}

function isStale(source: string, target: string): boolean {
  return !existsSync(target) || statSync(target).mtimeMs < statSync(source).mtimeMs
}

function make(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true })
  const fresh = `${target}.${process.pid}.new`
  if (source.endsWith('.ts')) writeFileSync(fresh, toJavaScript(readFileSync(source, 'utf8')))
  else copyFileSync(source, fresh)
  renameSync(fresh, target)
}
