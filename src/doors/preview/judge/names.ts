import { createHash } from 'node:crypto'
import { InstanceName } from '../../../model/names.ts'
import type { Preview } from '../../../model/preview.ts'

/** The longest name of an instance. */
const most = 40

/**
 * How the names of a repository's previews begin: its last part; where that is taken by one of those known, with what it
 * lies in; where that is taken as well, with a hash over its path.
 */
export function stemOf(path: string, known: readonly { readonly stem: string }[] = []): string {
  const taken = new Set(known.map(({ stem }) => stem))
  const [repo = '', ...above] = path.split('/').reverse().map(slugOf)
  const short = repo === '' ? `repository-${hashOf(path)}` : repo
  const long = [short, ...above].filter((part) => part !== '').join('-')
  return [short, long].find((stem) => !taken.has(stem)) ?? `${long}-${hashOf(path)}`
}

/**
 * `<stem>-pr-<n>`, `<stem>-branch-<slug>`. Where this is too long, says less than the branch does, or could be the name
 * of something else too, six digits of a hash stand in it.
 */
export function previewName(stem: string, of: Preview['of']): InstanceName {
  return InstanceName.parse(of.kind === 'pull' ? pullName(stem, of.number) : branchName(stem, of.branch))
}

/** What stands for one commit of a preview below the domain: at most 48 letters of the 63 a label may have. */
export function commitLabel(name: InstanceName, commit: string): string {
  return `${name}-${commit.slice(0, 7)}`
}

function pullName(stem: string, number: number): string {
  const tail = `-pr-${number}`
  const isPlain = isSlug(stem) && stem.length + tail.length <= most && !stem.includes('-branch-')
  return isPlain ? stem + tail : squeezed(stem, hashOf(stem), tail)
}

/** A name that ends like a hash, or like the label of a commit, is not left plain: nobody can choose another's name. */
function branchName(stem: string, branch: string): string {
  const plain = `${stem}-branch-${branch}`
  const isPlain = isSlug(plain) && plain.length <= most && !stem.includes('-branch-') && !/-pr-\d+$|-[0-9a-f]{6,7}$/.test(plain)
  return isPlain ? plain : squeezed(`${slugOf(stem)}-branch-${slugOf(branch)}`, hashOf(`${stem}\0${branch}`), '')
}

function squeezed(head: string, hash: string, tail: string): string {
  const room = most - tail.length - hash.length - 1
  return [slugOf(slugOf(head).slice(0, room)), hash].filter((part) => part !== '').join('-') + tail
}

function isSlug(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(text)
}

function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-')
    .replace(/^-+/, '')
    .replace(/(?<!-)-+$/, '')
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6)
}
