import { InstanceName } from '../model/names.ts'

/** A full object name: SHA-1, or SHA-256 where a repository has it. */
export function isObjectName(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

/** Throws unless it is a full object name: only such are put among git's arguments as they are. */
export function objectName(text: string): string {
  if (!isObjectName(text)) throw new TypeError('that is no object name')
  return text
}

/** Bytes: a ref is a file, with `.lock` after it, and file systems take 255 of a name. */
const longest = 200

/** Why a ref is not taken; nothing where it is. By the rules of `git check-ref-format`, and ours beside. */
export function faultOfRef(ref: string): string | undefined {
  if (!/^refs\/[^/]+\/./.test(ref)) return 'it is neither a branch nor a tag'
  if (ref.split('/').some((part) => Buffer.byteLength(part) > longest) || Buffer.byteLength(ref) > 4 * longest) return 'its name is too long'
  if (/[\p{Cc}\p{Cf}\u{fffd}]/u.test(ref)) return 'its name holds signs that cannot be shown'
  if (ref.split('/').some((part) => part.startsWith('-'))) return 'a part of its name begins with a dash'
  if (/[ ~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$/.test(ref) || ref.split('/').some((part) => part.startsWith('.') || part.endsWith('.lock'))) return 'git allows no such name'
  return undefined
}

/** The whole ref of a branch. Throws where it cannot be one. */
export function branchRef(branch: string): string {
  const ref = `refs/heads/${branch}`
  const fault = faultOfRef(ref)
  if (fault !== undefined) throw new TypeError(`${JSON.stringify(branch)} is no branch: ${fault}`)
  return ref
}

/** The project of an address: `/blog.git`, `blog`, `~/blog/`, `/blog`. Nothing where it can be none. */
export function projectOf(path: string): InstanceName | undefined {
  const name = path
    .replace(/^(?:\/?~\/|\/)/, '')
    .replace(/\/$/, '')
    .replace(/\.git$/, '')
  const parsed = InstanceName.safeParse(name)
  return parsed.success ? parsed.data : undefined
}
