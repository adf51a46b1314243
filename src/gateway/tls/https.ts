import type { Log } from '../../kit/log.ts'
import type { EngineFrame } from '../protocol.ts'
import { Certificates } from './certificates.ts'

/** What the gateway was told of HTTPS: the certificates, who is sent there, and what an authority is answered. */
export class Https {
  readonly certificates: Certificates
  /** The port of nothing but HTTPS; null where none could be opened. */
  port: number | null = null
  #redirect = false
  #answers: ReadonlyMap<string, string> = new Map()

  constructor(log: Log) {
    this.certificates = new Certificates(log)
  }

  hear(frame: Extract<EngineFrame, { type: 'certificates' | 'challenges' }>): void {
    if (frame.type === 'challenges') {
      this.#answers = new Map(Object.entries(frame.answers))
      return
    }
    this.certificates.take(frame.certificates)
    this.#redirect = frame.redirect
  }

  /** Whether anybody who comes by HTTP is sent elsewhere. */
  get redirects(): boolean {
    return this.#redirect
  }

  /** Whether who comes to this name by HTTP is to come by HTTPS. */
  isWanted(name: string): boolean {
    return this.#redirect && this.certificates.has(name)
  }

  /** What is to be answered to this token of an authority's challenge. */
  answerTo(token: string): string | undefined {
    return this.#answers.get(token)
  }
}
