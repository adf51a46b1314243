/** The longest frame there may be, in characters: a snapshot of thousands of routes is below it. */
const longest = 32 * 1024 * 1024

/** Cuts what comes over a socket into lines. Throws when one is longer than any frame could be. */
export class Lines {
  readonly #onLine: (line: string) => void
  #rest: string[] = []
  #length = 0

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  push(text: string): void {
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = this.#rest.join('') + text.slice(from, end)
      this.#rest = []
      this.#length = 0
      from = end + 1
      this.#onLine(line)
    }
    this.#keep(text.slice(from))
  }

  #keep(text: string): void {
    if (text === '') return
    this.#rest.push(text)
    this.#length += text.length
    if (this.#length > longest) throw new Error('a frame is too long')
  }
}
