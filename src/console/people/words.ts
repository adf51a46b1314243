import type { Access } from '../../model/policy.ts'
import { access as words } from '../messages/access.ts'
import { kindOf, namesIn } from './audience.ts'
import type { Everyone } from './audience.ts'

/** Who that is, in words: by name where everybody is known, else how many. */
export function audienceWords(access: Access, everyone?: Everyone): string {
  if (typeof access === 'string') return words.names[kindOf(access)]
  const { people, groups, devices } = access
  const named = everyone ? namesIn(access, everyone, words).join(', ') : words.counts(people.length, groups.length, devices.length)
  return named === '' ? words.nobody : named
}
