import { headerKind } from './headerkinds.ts'
import type { HeaderKind } from './headerkinds.ts'

/**
 * What the gateway must know of a request's header, read in one pass over its lines, which at the same
 * time gathers the lines that may go on (`lines`: name, value, name, value …), without host and cookies.
 * This is the hot path.
 */
export class RequestHead {
  host = ''
  cookie = ''
  agent = ''
  accept = ''
  fetchMode = ''
  fetchSite = ''
  purpose = ''
  upgrade = ''
  origin = ''
  hasBody = false
  expectsContinue = false
  /** It came by HTTPS; said by whoever took it in. */
  secure = false
  /** Why it is refused, if it is. */
  fault: string | undefined
  readonly lines: string[] = []
  #hosts = 0
  #length: string | undefined
  #coding: string | undefined
  #connection = ''

  constructor(raw: readonly string[]) {
    for (let i = 0; i + 1 < raw.length; i += 2) {
      const name = raw[i] as string
      const kind = headerKind(name)
      if (kind === 'pass') this.lines.push(name, raw[i + 1] as string)
      else if (kind !== 'drop') this.#note(kind, name, raw[i + 1] as string)
    }
    if (this.#length !== undefined || this.#coding !== undefined) this.#judgeBody()
    if (this.#hosts !== 1) this.fault ??= this.#hosts === 0 ? 'it has no Host' : 'it has several Hosts'
    if (this.#connection !== '') this.#dropNamed()
  }

  #note(kind: HeaderKind, name: string, value: string): void {
    switch (kind) {
      case 'host':
        this.host = value
        this.#hosts++
        return
      case 'connection':
        if (value !== 'keep-alive' && value !== 'close') this.#connection += `,${value}`
        return
      case 'agent':
        this.agent = value
        break
      case 'accept':
        this.accept = value
        break
      case 'cookie':
        this.cookie += this.cookie === '' ? value : `; ${value}`
        return
      default:
        if (!this.#noteRare(kind, value)) return
    }
    this.lines.push(name, value)
  }

  /** Whether the line goes on. */
  #noteRare(kind: HeaderKind, value: string): boolean {
    switch (kind) {
      case 'mode':
        this.fetchMode = value
        return true
      case 'site':
        this.fetchSite = value
        return true
      case 'purpose':
        this.purpose = value
        return true
      case 'origin':
        this.origin = value
        return true
      case 'length':
        if (this.#length !== undefined) this.fault ??= 'it has several lengths'
        this.#length = value
        return true
      default:
        return this.#noteHop(kind, value)
    }
  }

  #noteHop(kind: HeaderKind, value: string): boolean {
    if (kind === 'upgrade') this.upgrade = value.toLowerCase()
    if (kind === 'coding') this.#coding = this.#coding === undefined ? value : `${this.#coding}, ${value}`
    if (kind === 'expect') this.#judgeExpect(value)
    if (kind === 'te' && /(?:^|,)\s*trailers\s*(?:,|$)/i.test(value)) this.lines.push('te', 'trailers')
    return false
  }

  #judgeExpect(value: string): void {
    if (value.toLowerCase() === '100-continue') this.expectsContinue = true
    else this.fault ??= 'it expects what nobody knows'
  }

  #judgeBody(): void {
    const length = this.#length
    const coding = this.#coding
    if (length !== undefined && coding !== undefined) this.fault ??= 'it has both a length and a transfer coding'
    if (length !== undefined && !/^\d{1,15}$/.test(length)) this.fault ??= 'its length is no number'
    if (coding !== undefined && coding.toLowerCase() !== 'chunked') this.fault ??= 'its transfer coding is unknown'
    this.hasBody = coding !== undefined || (length !== undefined && !/^0+$/.test(length))
  }

  /** Takes away the lines that `Connection` names: they were meant for the gateway only. */
  #dropNamed(): void {
    const named = new Set(
      this.#connection
        .toLowerCase()
        .split(',')
        .map((token) => token.trim()),
    )
    for (const kept of ['', 'close', 'keep-alive', 'upgrade', 'te', 'host', 'content-length']) named.delete(kept)
    if (named.size === 0) return
    const kept = this.lines.slice()
    this.lines.length = 0
    for (let i = 0; i < kept.length; i += 2) {
      if (!named.has((kept[i] as string).toLowerCase())) this.lines.push(kept[i] as string, kept[i + 1] as string)
    }
  }
}

/** A browser that opens a page for a person, as far as one can tell. */
export function isPageLoad(method: string | undefined, head: RequestHead): boolean {
  if (method !== 'GET' || !head.accept.includes('text/html')) return false
  return head.fetchMode === '' || head.fetchMode === 'navigate'
}
