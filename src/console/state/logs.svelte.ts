import { logsOf } from '../api/api.ts'

export interface LogLine {
  readonly key: number
  readonly service: string
  readonly at: string
  readonly stream: 'out' | 'err'
  readonly line: string
}

/** Lines kept on the page. */
const most = 2000
/** Between two drawings of what came, milliseconds: an app may say thousands of lines a second. */
const batch = 100

/** An instance's logs as they are said. A stream that breaks begins again with its last lines, so what is shown begins again too. */
export class Logs {
  lines = $state.raw<readonly LogLine[]>([])
  line = $state<'opening' | 'live' | 'ended'>('opening')
  #fresh: LogLine[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #last = 0

  /** The returned function stops following. */
  follow(name: string): () => void {
    const source = new EventSource(logsOf(name))
    source.addEventListener('open', () => this.#begin())
    source.addEventListener('message', ({ data }) => this.#take(JSON.parse(String(data)) as Omit<LogLine, 'key'>))
    source.addEventListener('error', () => (this.line = 'opening'))
    source.addEventListener('end', () => {
      this.line = 'ended'
      source.close()
    })
    return () => {
      source.close()
      clearTimeout(this.#timer)
      this.#timer = undefined
    }
  }

  #begin(): void {
    this.#fresh = []
    this.lines = []
    this.line = 'live'
  }

  #take(line: Omit<LogLine, 'key'>): void {
    this.#last += 1
    this.#fresh.push({ ...line, key: this.#last })
    this.#timer ??= setTimeout(() => this.#show(), batch)
  }

  #show(): void {
    this.#timer = undefined
    this.lines = [...this.lines, ...this.#fresh].slice(-most)
    this.#fresh = []
  }
}
