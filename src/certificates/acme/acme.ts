import type { Log } from '../../kit/log.ts'
import { Problem } from '../../model/problem.ts'
import type { Issued, Issuer } from '../issuer.ts'
import type { Vault } from '../vault.ts'
import type { Solver } from './solver.ts'

export const letsEncrypt = 'https://acme-v02.api.letsencrypt.org/directory'

export interface AcmeOptions {
  /** The authority's directory (RFC 8555, 7.1.1). */
  readonly directory: string
  /** Where it may write to; not needed. */
  readonly email: string | null
  readonly solver: Solver
  readonly vault: Vault
  readonly log: Log
}

/** A public authority, asked by ACME (RFC 8555). One account for each authority; its key lies in the vault. */
export class Acme implements Issuer {
  readonly id: string
  readonly #options: AcmeOptions

  constructor(options: AcmeOptions) {
    this.#options = options
    this.id = `acme ${options.directory}`
  }

  async issue(names: readonly string[], signal: AbortSignal): Promise<Issued> {
    const { directory, email, solver, log } = this.#options
    const { order } = await import('./order.ts')
    try {
      return await order({ directory, email, solver, log, names, signal, accountKey: await this.#accountKey() })
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof Problem) throw error
      const reason = error instanceof Error ? error.message : String(error)
      throw new Problem('acme-refused', { authority: new URL(directory).host, names: names.join(', '), reason: reason.slice(0, 1000) }, error)
    }
  }

  async #accountKey(): Promise<string> {
    const entry = `acme-account ${this.#options.directory}`
    const kept = await this.#options.vault.get(entry)
    if (kept !== undefined) return kept
    const { makeKey } = await import('./order.ts')
    const key = await makeKey()
    await this.#options.vault.put(entry, key)
    return key
  }
}
