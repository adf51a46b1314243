import { z } from 'zod'
import type { OutsideConfig } from '../../model/outside.ts'

/** Texts longer than this are no names. */
const longest = 200
const mostGroups = 1000

/** Somebody as a provider knows them. */
export interface Account {
  readonly issuer: string
  readonly subject: string
  /** For people who look; never used to find somebody. */
  readonly name: string
  /** An address that the provider has seen to be theirs. */
  readonly email: string | undefined
  /** The groups there. */
  readonly groups: readonly string[]
}

export type Claims = Readonly<Record<string, unknown>>

const Subject = z.string().min(1).max(255)
const Name = z.string().trim().min(1).max(longest)
const Email = z.email().max(longest)
/** Some providers write it as a text. */
const Verified = z.union([z.literal(true), z.literal('true')])

/**
 * What the ID token says, then what the provider adds when it is asked. An address and the word that it was verified count
 * only together, from the same answer. Throws a `TypeError` where nobody is named.
 */
export function accountFrom(token: Claims, added: Claims, { groups_claim }: Pick<OutsideConfig, 'groups_claim'>): Account {
  const both = [token, added]
  const subject = Subject.safeParse(token['sub'])
  const issuer = Subject.safeParse(token['iss'])
  if (!subject.success || !issuer.success) throw new TypeError('it names nobody')
  const email = both.map(verifiedEmail).find((found) => found !== undefined)
  const names = ['name', 'preferred_username', 'nickname', 'email'].flatMap((claim) => both.map((claims) => text(claims, claim)))
  const groups = both.map((claims) => groupsIn(claims, groups_claim)).find((found) => found !== undefined)
  return { issuer: issuer.data, subject: subject.data, name: names.find((name) => name !== undefined) ?? subject.data, email, groups: groups ?? [] }
}

function verifiedEmail(claims: Claims): string | undefined {
  const found = Email.safeParse(own(claims, 'email'))
  return found.success && Verified.safeParse(own(claims, 'email_verified')).success ? found.data : undefined
}

function text(claims: Claims, claim: string): string | undefined {
  const found = Name.safeParse(own(claims, claim))
  return found.success ? found.data : undefined
}

/** A list, or one name alone; what is no text in it is no group. */
function groupsIn(claims: Claims, claim: string): readonly string[] | undefined {
  const value = own(claims, claim)
  if (value === undefined) return undefined
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.slice(0, mostGroups).filter((group) => typeof group === 'string')
}

function own(claims: Claims, claim: string): unknown {
  return Object.hasOwn(claims, claim) ? claims[claim] : undefined
}
