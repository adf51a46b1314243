import type { PushWord } from '../../model/project.ts'
import { followOf } from '../api/projects.ts'

export interface SaidLine {
  readonly key: number
  readonly line: string
}
type End = Extract<PushWord, { type: 'end' }>

/** Lines kept on the page. */
const most = 5000
/** Between two drawings of what came, milliseconds: a build may say thousands of lines a second. */
const batch = 100

/** A build as whoever pushed hears it. A stream that breaks begins again with its first line, so what is shown begins again too. */
export class Follow {
  lines = $state.raw<readonly SaidLine[]>([])
  end = $state.raw<End>()
  line = $state<'opening' | 'live' | 'ended'>('opening')
  #fresh: SaidLine[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #last = 0

  /** The returned function stops following. */
  open(project: string, job: string): () => void {
    const source = new EventSource(followOf(project, job))
    source.addEventListener('open', () => this.#begin())
    source.addEventListener('message', ({ data }) => {
      if (this.#take(JSON.parse(String(data)) as PushWord)) source.close()
    })
    source.addEventListener('error', () => {
      // Refused rather than broken: the log is not kept any more.
      this.line = source.readyState === EventSource.CLOSED ? 'ended' : 'opening'
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

  /** Whether that was the last. */
  #take(word: PushWord): boolean {
    const lines = word.type === 'line' ? [word.line] : []
    for (const line of lines) this.#fresh.push({ key: (this.#last += 1), line })
    this.#timer ??= setTimeout(() => this.#show(), batch)
    if (word.type === 'line') return false
    this.end = word
    this.line = 'ended'
    return true
  }

  #show(): void {
    this.#timer = undefined
    this.lines = [...this.lines, ...this.#fresh].slice(-most)
    this.#fresh = []
  }
}
