import { run, RunError } from '../../kit/run.ts'
import type { DnsProvider } from '../../model/https.ts'
import { Problem } from '../../model/problem.ts'
import type { DnsRecords } from './records.ts'

/** Milliseconds: then it is ended. */
const patience = 120_000

/** A program of the machine: `program add|remove <name> <value>`. Ending with 0 is done, anything else is told with its last words. */
export class Program implements DnsRecords {
  readonly #program: string
  readonly #patience: number

  constructor({ program }: Extract<DnsProvider, { kind: 'command' }>, patienceMs: number = patience) {
    this.#program = program
    this.#patience = patienceMs
  }

  async add(name: string, value: string, signal: AbortSignal): Promise<void> {
    await this.#run('add', name, value, signal)
  }

  async remove(name: string, value: string, signal: AbortSignal): Promise<void> {
    await this.#run('remove', name, value, signal)
  }

  async #run(verb: 'add' | 'remove', name: string, value: string, signal: AbortSignal): Promise<void> {
    const deadline = AbortSignal.timeout(this.#patience)
    try {
      // What it is given begins with _ or a letter, or with - where an authority likes to: `--` is not for programs we do not know.
      await run([this.#program, verb, name, value], { signal: AbortSignal.any([signal, deadline]) })
    } catch (error) {
      signal.throwIfAborted()
      throw new Problem('dns-refused', { provider: this.#program, reason: deadline.aborted ? `it took longer than ${this.#patience / 1000} seconds` : reasonOf(error) }, error)
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof RunError) return `it ended with ${error.result.code}: ${(error.result.err || error.result.out).trim().slice(-500)}`
  return error instanceof Error ? error.message : String(error)
}
