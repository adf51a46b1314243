import { z } from 'zod'
import { CommitName, RepositoryPath } from '../../../../model/preview.ts'

/** Fields that providers have in common; only what is read is in a schema. */

/** Text of people: any characters but NUL, which no row and no program takes. */
export function text(most: number): z.ZodType<string> {
  return z
    .string()
    .max(most)
    .regex(/^[^\0]*$/, 'has a NUL character')
}

export const Title = text(4000)
export const Ref = text(1000)
export const Login = text(200)
/** GitHub's is 65,536 characters, GitLab's a million. */
export const Prose = text(1_100_000)
export const Path = RepositoryPath
export const Commit = CommitName
export const PullNumber = z.number().int().min(1)
export const Page = text(2000)

/** The provider's own number of a thing, as text. */
export const Id = z.union([z.number().int(), z.string().max(200)]).transform(String)

/** A time in any form a provider writes it (ISO, `2013-12-03 17:15:43 UTC`, seconds since 1970), as ISO in UTC, so that texts compare as times do. */
export const Moment = z.union([z.string().max(60), z.number()]).transform((value, about) => {
  const date = new Date(typeof value === 'number' ? value * 1000 : value)
  if (!Number.isNaN(date.getTime())) return date.toISOString()
  about.addIssue({ code: 'custom', message: 'is no time' })
  return z.NEVER
})

/** `refs/heads/x` → `x`; nothing for tags and the rest. */
export function branchOf(ref: string): string | undefined {
  return ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined
}

/** Null for the name that stands for nothing: all zeros. */
export function commitOrNull(commit: string): string | null {
  return /^0+$/.test(commit) ? null : commit
}

export function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.trim() ?? ''
}
