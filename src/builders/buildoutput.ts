import { Scrubber } from '../kit/scrubber.ts'

const lastKept = 25
const longest = 2000

/** What a build says, on its way to people: without secrets, cut when it is too much, its last lines kept. */
export class BuildOutput {
  readonly #scrubber = new Scrubber()
  readonly #last: string[] = []
  readonly #limit: number
  readonly #tell: (line: string) => void
  #bytes = 0
  #dropped = 0

  constructor(limit: number, secrets: Iterable<string>, tell: (line: string) => void) {
    this.#limit = limit
    this.#tell = tell
    for (const secret of secrets) this.#scrubber.know(secret)
  }

  readonly say = (line: string): void => {
    const size = line.length + 1
    if (this.#bytes + size > this.#limit) return this.#drop(line, size)
    this.#bytes += size
    this.#keep(line)
    this.#tell(this.#clean(line))
  }

  get lastLines(): readonly string[] {
    return this.clean(this.#last)
  }

  clean(lines: readonly string[]): readonly string[] {
    return lines.map((line) => this.#clean(line))
  }

  /** Says how much was left out, if anything was. */
  end(): void {
    if (this.#dropped > 0) this.#tell(`… and ${megabytes(this.#dropped)} MB more that are not kept.`)
  }

  #drop(line: string, size: number): void {
    if (this.#dropped === 0) this.#tell(`The log is cut here: it is longer than ${megabytes(this.#limit)} MB. The build goes on.`)
    this.#dropped += size
    this.#keep(line)
  }

  #keep(line: string): void {
    this.#last.push(line.slice(0, 4 * longest))
    if (this.#last.length > lastKept) this.#last.shift()
  }

  /** Without what a terminal would obey: the log is shown in others' terminals. Secrets go before it is cut, or half of one would stay. */
  #clean(line: string): string {
    const text = this.#scrubber.scrub(
      line
        .slice(0, 4 * longest)
        .replace(/\u001B\[[0-9;?]*[A-Za-z]/g, '')
        .replace(/[\u0000-\u0008\u000A-\u001F\u007F-\u009F]/g, ''),
    )
    return text.length > longest ? `${text.slice(0, longest)}…` : text
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
