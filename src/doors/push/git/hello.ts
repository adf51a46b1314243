import { z } from 'zod'
import { faultOfRef, isObjectName } from '../../../git/names.ts'
import type { Change } from './received.ts'

/** How a hook begins. `objects`: where git keeps what was sent until it is taken; null where that is nowhere apart. */
export const Hello = z.object({ id: z.string(), hook: z.enum(['pre-receive', 'post-receive']), objects: z.string().nullable() })
export type Hello = z.infer<typeof Hello>

/** A line of git's: `<old> <new> <ref>`, a zero for what is not there. Throws on what git does not write. */
export function readChange(line: string): Change {
  const [, before = '', after = '', ref = ''] = /^([0-9a-f]+) ([0-9a-f]+) (.+)$/s.exec(line) ?? []
  if (!isObjectName(before) || !isObjectName(after)) throw new TypeError('git wrote a line that is none of its own')
  const known = (hash: string): string | null => (/^0+$/.test(hash) ? null : hash)
  return { ref, before: known(before), after: known(after) }
}

/** Why a push is not taken as it is; nothing where it is. A branch that is deleted may be called anything. */
export function faultOf(changes: readonly Change[], most: number): string | undefined {
  if (changes.length > most) return `This push moves more than ${most} branches and tags at once: push fewer at a time.`
  for (const { ref, after } of changes) {
    const fault = after === null ? undefined : faultOfRef(ref)
    if (fault !== undefined) return `${JSON.stringify(ref.slice(0, 200))} is not taken: ${fault}.`
  }
  return undefined
}
