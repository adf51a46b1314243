import { bytesBelow } from '../kit/bytesbelow.ts'
import { Loop } from '../kit/loop.ts'
import { RunError } from '../kit/run.ts'
import { Problem } from '../model/problem.ts'

/** What fetching from somebody else may take. */
export interface Bounds {
  /** As people know what is fetched. */
  readonly path: string
  /** Milliseconds. */
  readonly within: number
  /** Bytes by which the folder may grow. */
  readonly most: number
  readonly signal: AbortSignal
}

/** Milliseconds between two looks at what has come. */
const every = 250

/** Throws `fetch-failed` with what git says or where it takes too long, `fetch-too-large` where it brings too much. */
export async function bounded(folder: { readonly path: string }, { path, within, most, signal: outer }: Bounds, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const tooMuch = new AbortController()
  const signal = AbortSignal.any([outer, tooMuch.signal, AbortSignal.timeout(within)])
  const limit = (await bytesBelow(folder.path, Infinity)) + most
  const watch = async (): Promise<void> => {
    if ((await bytesBelow(folder.path, limit)) > limit) tooMuch.abort()
  }
  await using _ = new Loop({ every, turn: watch, onError: () => undefined })
  try {
    await work(signal)
    await watch() // what came between two looks
    tooMuch.signal.throwIfAborted()
  } catch (error) {
    outer.throwIfAborted()
    if (tooMuch.signal.aborted) throw tooLarge({ path, most }, error)
    const reason = signal.aborted ? `it took longer than ${Math.round(within / 1000)} seconds` : lastWords(error)
    throw new Problem('fetch-failed', { path, reason }, error)
  }
}

export function tooLarge({ path, most }: Pick<Bounds, 'path' | 'most'>, cause?: unknown): Problem {
  return new Problem('fetch-too-large', { path, most: Math.round(most / 1024 / 1024) }, cause)
}

/** Which name no header. */
function lastWords(error: unknown): string {
  const lines = error instanceof RunError ? error.result.err.trim().split('\n') : [String(error)]
  const said = lines.find((line) => /^(?:fatal|error):/.test(line)) ?? lines.at(-1) ?? ''
  return `git says: ${said.replace(/^(?:fatal|error): */, '').slice(0, 300)}`
}
