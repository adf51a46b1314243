import compare from 'semver/functions/compare.js'
import type { ImagePolicy } from '../../model/image.ts'

/** A tag that is a version, in its parts: `v` `1.2` `rc1` `-alpine`. */
interface Version {
  /** Prefix, count of numbers and suffix: only tags that share them are one another's newer or older. */
  readonly family: string
  readonly numbers: readonly number[]
  readonly isEarly: boolean
  /** As semver compares it. */
  readonly semver: string
}

type Take = ImagePolicy['take']

const shape = /^((?:(?:version|release)[-_])?v?)(\d+(?:\.\d+){0,2})(?:[-.]?(alpha|beta|rc|preview|pre|dev|a(?=\d)|b(?=\d))[-.]?(\d*))?((?:[-_].*)?)$/i
/** A larger one, alone, is the hash of a commit or a build's number, and its neighbours mean nothing. Dates begin with the year. */
const largestAlone = 9999
/** Numbers that begin so are years, and count apart from those that count up. */
const firstYear = 1000

/** Null for what is no version: `latest`, `bookworm`, `7f3a2b1`. */
export function versionOf(tag: string): Version | null {
  const [, prefix = '', plain = '', early, nth = '', suffix = ''] = shape.exec(tag) ?? []
  if (plain === '') return null
  const numbers = plain.split('.').map(Number)
  const [first = 0] = numbers
  if (numbers.some((number) => number > Number.MAX_SAFE_INTEGER) || (numbers.length === 1 && first > largestAlone && !/^20\d{6}$/.test(plain))) return null
  const [major = 0, minor = 0, patch = 0] = numbers
  const before = early === undefined ? '' : `-${early.toLowerCase()}.${Number(nth)}`
  return { family: JSON.stringify([prefix, numbers.length, suffix, first >= firstYear]), numbers, isEarly: early !== undefined, semver: `${major}.${minor}.${patch}${before}` }
}

/**
 * The tags newer than this one that a policy reaches, the newest first. Who is asked is offered what is not expected to break:
 * the range of `minor`. Early versions (rc, beta) are only newer than early ones.
 */
export function newerTags(tag: string, tags: readonly string[], take: Take): readonly string[] {
  const now = versionOf(tag)
  if (!now) return []
  const found = tags.flatMap((other) => {
    const version = versionOf(other)
    return version && isNewer(version, now) && isInReach(version, now, take) ? [{ other, version }] : []
  })
  return found.toSorted((a, b) => compare(b.version.semver, a.version.semver)).map(({ other }) => other)
}

function isNewer(version: Version, now: Version): boolean {
  return version.family === now.family && (!version.isEarly || now.isEarly) && compare(version.semver, now.semver) > 0
}

function isInReach({ numbers }: Version, now: Version, take: Take): boolean {
  if (take === 'any') return true
  const same = take === 'patch' ? 2 : 1
  return now.numbers.length > same && now.numbers.slice(0, same).every((number, at) => number === numbers[at])
}

/** Whether what is newer is taken without asking, at this hour of the machine's own time. */
export function takesNow(policy: ImagePolicy, date: Date): boolean {
  return takesAtAll(policy) && opensIn(policy, date) === 0
}

export function takesAtAll({ take }: ImagePolicy): boolean {
  return take !== 'never' && take !== 'ask'
}

/** Milliseconds until it may be switched; 0 now. */
export function opensIn({ from, to }: Pick<ImagePolicy, 'from' | 'to'>, date: Date): number {
  const hour = date.getHours()
  const isOpen = from === to || (from < to ? hour >= from && hour < to : hour >= from || hour < to)
  if (isOpen) return 0
  const opensOn = (day: number): number => new Date(date.getFullYear(), date.getMonth(), date.getDate() + day, from).getTime()
  const now = date.getTime()
  return (opensOn(0) > now ? opensOn(0) : opensOn(1)) - now
}
