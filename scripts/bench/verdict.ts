import { z } from 'zod'

const LastLine = z.object({ bench: z.string(), figures: z.record(z.string(), z.unknown()), goals: z.record(z.string(), z.unknown()), ok: z.boolean() })

export interface Verdict {
  readonly bench: string
  readonly ok: boolean
  readonly reason: string
}

/** What a bench's last line says; a bench that ends without one has failed. */
export function verdictOf(bench: string, lastLine: string): Verdict {
  try {
    const { ok } = LastLine.parse(JSON.parse(lastLine))
    return { bench, ok, reason: ok ? '' : 'a goal was missed' }
  } catch {
    return { bench, ok: false, reason: 'its last line is not the JSON object that a bench ends with' }
  }
}
