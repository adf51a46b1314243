import { settlePath, withoutParameters } from '../../model/path.ts'
import { prefixAt } from '../../model/policy.ts'
import type { HeaderPart, HeaderRule } from '../../model/plan.ts'
import type { Visitor } from '../../model/visitor.ts'
import { mayBeDeclared, plainName } from '../http/headerkinds.ts'
import { headerValue } from '../http/headervalue.ts'
import { factsOf } from './visitorfacts.ts'

type Declared = readonly (readonly [name: string, parts: readonly HeaderPart[]])[]

const nothing: Declared = []

/** What an app is told of its visitors in headers that its author declared; from visitors themselves it hears none of those. */
export class VisitorHeaders {
  /** Whether it matters which path is asked for. */
  readonly byPath: boolean
  readonly #byPrefix: Readonly<Record<string, Declared>>
  readonly #names: ReadonlySet<string>
  readonly #lengths: ReadonlySet<number>

  /** Nothing where nothing is declared. */
  static of(rules: readonly HeaderRule[] = []): VisitorHeaders | undefined {
    const byPrefix = Object.fromEntries(rules.map(({ prefix, set }) => [prefix, declaredIn(set)]))
    const names = Object.values(byPrefix).flatMap((declared) => declared.map(([name]) => plainName(name)))
    return names.length > 0 ? new VisitorHeaders(byPrefix, names) : undefined
  }

  private constructor(byPrefix: Readonly<Record<string, Declared>>, names: readonly string[]) {
    this.#byPrefix = byPrefix
    this.#names = new Set(names)
    this.#lengths = new Set(names.map((name) => name.length))
    this.byPath = Object.keys(byPrefix).some((prefix) => prefix !== '')
  }

  /** On every path of the app, and however it is spelled. */
  isDeclared(name: string): boolean {
    return this.#lengths.has(name.length) && this.#names.has(plainName(name))
  }

  /** These lines of a request without what only the gateway may say, and with what it says. `path` as it is sent, with its query. */
  tell(given: readonly string[], path: string, visitor: Visitor): string[] {
    const lines: string[] = []
    for (let i = 0; i < given.length; i += 2) {
      const name = given[i] as string
      if (!this.isDeclared(name)) lines.push(name, given[i + 1] as string)
    }
    for (const [name, parts] of this.#at(path)) lines.push(name, valueOf(parts, visitor))
    return lines
  }

  /** Where a path can be read in two ways and they differ, nothing is said. */
  #at(path: string): Declared {
    if (!this.byPath) return this.#byPrefix[''] ?? nothing
    const mark = path.indexOf('?')
    const decided = settlePath(mark < 0 ? path : path.slice(0, mark))?.decided
    if (decided === undefined) return nothing
    const prefix = prefixAt(this.#byPrefix, decided)
    const bare = withoutParameters(decided)
    if (bare !== undefined && prefixAt(this.#byPrefix, bare) !== prefix) return nothing
    return this.#byPrefix[prefix] ?? nothing
  }
}

function declaredIn(set: HeaderRule['set']): Declared {
  return Object.entries(set).filter(([name]) => mayBeDeclared(name))
}

function valueOf(parts: readonly HeaderPart[], visitor: Visitor): string {
  const facts = factsOf(visitor)
  return headerValue(parts.map((part) => (isFact(part) ? facts[part.visitor] : part)).join('')).trim()
}

function isFact(part: HeaderPart): part is Exclude<HeaderPart, string> {
  return typeof part !== 'string'
}
