import { parseArgs } from 'node:util'
import type { ParseArgsOptionDescriptor } from 'node:util'
import { Problem } from '../../../model/problem.ts'
import { ignored, ignoredSwitches, letters, refused, refusedSwitches, switches, taken } from './flags.ts'

/** A `docker run` line in its parts. */
export interface Line {
  readonly image: string
  /** What stands after the image. */
  readonly command: readonly string[]
  /** What is taken over, by option, in the order of the line. */
  readonly options: ReadonlyMap<string, readonly string[]>
  readonly notes: readonly string[]
}

const descriptors: Readonly<Record<string, ParseArgsOptionDescriptor>> = Object.fromEntries([
  ...[...taken, ...Object.keys(ignored), ...Object.keys(refused)].map((name) => [name, described(name, 'string')] as const),
  ...[...switches, ...Object.keys(ignoredSwitches), ...Object.keys(refusedSwitches)].map((name) => [name, described(name, 'boolean')] as const),
])

function described(name: string, type: 'string' | 'boolean'): ParseArgsOptionDescriptor {
  const short = letters[name]
  return { type, multiple: true, ...(short === undefined ? {} : { short }) }
}

/** Throws `bad-run` naming the option that cannot be, or that nobody knows. */
export function readLine(words: readonly string[]): Line {
  const args = withoutProgram(words)
  const { tokens } = parseArgs({ args: [...args], options: descriptors, strict: false, allowPositionals: true, tokens: true })
  const first = tokens.find(({ kind }) => kind === 'positional')
  if (first?.kind !== 'positional') throw new Problem('bad-run', { reason: 'it names no image' })
  const options = new Map<string, string[]>()
  const notes = new Set<string>()
  for (const token of tokens) {
    if (token.kind !== 'option' || token.index >= first.index) continue
    const value = judged(token.name, token.rawName, token.value, notes)
    if (value !== undefined) options.set(token.name, [...(options.get(token.name) ?? []), value])
  }
  return { image: first.value, command: args.slice(first.index + 1), options, notes: [...notes] }
}

/** The value of what is taken over. */
function judged(name: string, given: string, value: string | undefined, notes: Set<string>): string | undefined {
  const type = Object.hasOwn(descriptors, name) ? descriptors[name]?.type : undefined
  if (type === undefined) throw new Problem('bad-run', { reason: `\`${given}\` is not known here` })
  if (type === 'boolean' && value === 'false') return undefined
  if (type === 'string' && value === undefined) throw new Problem('bad-run', { reason: `\`${given}\` has no value` })
  const never = refused[name] ?? refusedSwitches[name]
  if (never !== undefined) throw new Problem('bad-run', { reason: `\`${given}\`: ${never}` })
  const passedOver = ignored[name] ?? ignoredSwitches[name]
  if (passedOver === undefined) return value ?? 'true'
  notes.add(`\`${given}\` is left out: ${passedOver}.`)
  return undefined
}

/** `docker run`, `docker container run`, and its brothers; with the sign of a shell before it, and `sudo`. */
function withoutProgram(words: readonly string[]): readonly string[] {
  const from = words.findIndex((word) => !['$', '#', 'sudo'].includes(word))
  const [program = '', ...rest] = words.slice(Math.max(0, from))
  const isKnown = /^(?:.*\/)?(?:docker|podman|nerdctl)$/.test(program)
  const verbs = rest[0] === 'container' ? 2 : 1
  if (!isKnown || !['run', 'create'].includes(rest[verbs - 1] ?? '')) throw new Problem('bad-run', { reason: 'it does not begin with docker run' })
  return rest.slice(verbs)
}
