import { copyFile, chmod, mkdir, readdir, realpath, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { Problem } from '../model/problem.ts'
import { isBelow } from './inside.ts'

export interface SiteFiles {
  readonly count: number
  readonly hasNotFoundPage: boolean
}

/** What is about the project and not for its visitors; busybox would obey the last two. */
const notServed: ReadonlySet<string> = new Set(['berth.yaml', 'paastech.yaml', 'paastech.yml', 'paastech', 'node_modules', 'cgi-bin', 'httpd.conf'])

/** Copies a site as everybody may read it: nothing whose name begins with a dot (but `.well-known`), links as what they lead to inside the site. */
export async function copySite(from: string, to: string): Promise<SiteFiles> {
  const count = await copyFolder({ from, to }, '')
  return { count, hasNotFoundPage: await isFile(join(to, '404.html')) }
}

async function copyFolder(site: { readonly from: string; readonly to: string }, path: string): Promise<number> {
  await mkdir(join(site.to, path), { recursive: true, mode: 0o755 })
  let count = 0
  for (const entry of await readdir(join(site.from, path), { withFileTypes: true })) {
    if (!isServed(entry.name, path === '')) continue
    const one = join(path, entry.name)
    if (entry.isDirectory()) count += await copyFolder(site, one)
    else count += await copyOne(site, one, entry.isSymbolicLink())
  }
  return count
}

/** A link counts as the file it leads to; one to a folder, or to something that is not served, is left out. */
async function copyOne({ from, to }: { readonly from: string; readonly to: string }, path: string, isLink: boolean): Promise<number> {
  const real = isLink ? await realpath(join(from, path)).catch(() => undefined) : join(from, path)
  if (real === undefined || !(await isFile(real))) return 0
  if (isLink && !isBelow(from, real)) throw new Problem('build-outside', { what: path })
  if (
    isLink &&
    !relative(from, real)
      .split('/')
      .every((part, at) => isServed(part, at === 0))
  )
    return 0
  await copyFile(real, join(to, path))
  await chmod(join(to, path), 0o644)
  return 1
}

function isServed(name: string, atTop: boolean): boolean {
  if (name.startsWith('.') && name !== '.well-known') return false
  return name === 'httpd.conf' || name === 'cgi-bin' || atTop ? !notServed.has(name) : true
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false
}
