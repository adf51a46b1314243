import type { ProblemBody } from '../../model/problem.ts'

export interface Wanted {
  readonly service: string
  /** A shell when not given. */
  readonly command?: readonly string[]
  readonly cols: number
  readonly rows: number
}

type Word = { readonly type: 'exit'; readonly code: number } | { readonly type: 'problem'; readonly problem: Pick<ProblemBody, 'detail' | 'fix'> }

/** A line to a program in a container: bytes both ways, and a few words beside them. */
export class ExecLine {
  state = $state<'opening' | 'live' | 'ended' | 'lost' | 'closed'>('opening')
  code = $state<number>()
  problem = $state.raw<Pick<ProblemBody, 'detail' | 'fix'>>()
  readonly #socket: WebSocket

  /** `hear` gets what the program says. */
  constructor(instance: string, wanted: Wanted, hear: (bytes: Uint8Array) => void) {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/instances/${encodeURIComponent(instance)}/exec`)
    socket.binaryType = 'arraybuffer'
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify({ type: 'open', ...wanted }))
      this.state = 'live'
    })
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === 'string') this.#take(JSON.parse(data) as Word)
      else hear(new Uint8Array(data))
    })
    socket.addEventListener('close', () => {
      if (this.state === 'opening' || this.state === 'live') this.state = 'lost'
    })
    this.#socket = socket
  }

  say(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(bytes)
  }

  size(cols: number, rows: number): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ type: 'size', cols, rows }))
  }

  close(): void {
    if (this.state === 'opening' || this.state === 'live') this.state = 'closed'
    this.#socket.close()
  }

  #take(word: Word): void {
    if (word.type === 'exit') this.code = word.code
    else this.problem = word.problem
    this.state = 'ended'
  }
}
