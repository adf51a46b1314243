/** How a build failed: the step, why, and what it last said. */
export interface FailedStep {
  /** As the Dockerfile has it: `RUN npm ci`; null where no step is to blame. */
  readonly step: string | null
  readonly exitCode: number | null
  readonly reason: string
  readonly lines: readonly string[]
}

/** What a step last said is kept of each, for the one that fails. */
const kept = 40

interface Vertex {
  readonly name: string
  readonly lines: string[]
}

/** Reads BuildKit's plain progress (`#5 [2/3] RUN …`, `#5 0.12 output`, `#5 ERROR: …`) and says it in fewer words. */
export class BuildLog {
  readonly #vertices = new Map<string, Vertex>()
  readonly #stages = new Map<string, { at: number; of: number }>()
  #failed: { vertex: Vertex; reason: string } | undefined
  #last = ''
  /** What the client says for itself, where it did not come as far as BuildKit. */
  #client = ''

  /** A line for people, or null where it is noise. */
  read(line: string): string | null {
    const [, number, rest = ''] = /^#(\d+) (.*)$/.exec(line) ?? []
    if (number !== undefined) return this.#said(number, rest)
    if (line.startsWith('ERROR: ')) this.#last = line.slice('ERROR: '.length)
    else if (line.trim() !== '' && this.#last === '') this.#client = line
    return null
  }

  /** Steps that have begun, of all that are known. */
  get steps(): { readonly done: number; readonly all: number } {
    const stages = [...this.#stages.values()]
    return { done: stages.reduce((sum, { at }) => sum + at, 0), all: stages.reduce((sum, { of }) => sum + of, 0) }
  }

  failure(): FailedStep {
    const failed = this.#failed && isStep(this.#failed.vertex.name) ? this.#failed : undefined
    const reason = plain(failed?.reason ?? (this.#last || this.#client || 'BuildKit ended without a word'))
    const exit = /exit code: (\d+)/.exec(reason)?.[1]
    return { step: failed ? withoutPlace(failed.vertex.name) : null, exitCode: exit === undefined ? null : Number(exit), reason, lines: [...(failed?.vertex.lines ?? [])] }
  }

  #said(number: string, rest: string): string | null {
    const vertex = this.#vertices.get(number)
    if (!vertex) return this.#begun(number, rest)
    const [, output] = /^\d+\.\d+ ?(.*)$/.exec(rest) ?? []
    if (output !== undefined) return this.#output(vertex, output)
    if (rest === 'CACHED') return isStep(vertex.name) && !/\] FROM /.test(vertex.name) ? 'as before' : null
    if (rest.startsWith('ERROR: ')) this.#failed ??= { vertex, reason: rest.slice('ERROR: '.length) }
    return null
  }

  #begun(number: string, name: string): string | null {
    this.#vertices.set(number, { name, lines: [] })
    const [, stage = '', at, of] = /^\[(?:(\S+) )?(\d+)\/(\d+)\]/.exec(name) ?? []
    if (at === undefined) return null
    this.#stages.set(stage, { at: Math.max(Number(at), this.#stages.get(stage)?.at ?? 0), of: Number(of) })
    return name.replace(/^\[stage-\d+ /, '[')
  }

  #output({ lines }: Vertex, output: string): string {
    lines.push(output.slice(0, 1000))
    if (lines.length > kept) lines.shift()
    return output
  }
}

function isStep(name: string): boolean {
  return /^\[(?:\S+ )?\d+\/\d+\]/.test(name)
}

function withoutPlace(name: string): string {
  return name.replace(/^\[[^\]]*\] /, '').slice(0, 300)
}

/** Without the words that are the same in every failure. */
function plain(reason: string): string {
  return reason
    .replace(/^failed to solve: /, '')
    .replace(/^failed to load LLB: /, '')
    .replace(/^(?:failed to compute cache key|failed to load cache key): /, '')
    .slice(0, 1000)
}
