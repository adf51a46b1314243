import { z } from 'zod'
import { Grant } from './grant.ts'
import type { ProblemBody } from './problem.ts'

/** A person may run programs inside this app. No app asks for it: whoever runs the machine gives it. */
export const terminalGrant = Grant.parse('terminal')

const cell = z.number().int().min(1).max(1000)
const size = { cols: cell, rows: cell }

/** The first frame at `/api/instances/:name/exec`, as text. */
export const TerminalOpen = z.object({
  type: z.literal('open'),
  /** Else the one that visitors come to. */
  service: z.string().min(1).max(100).optional(),
  /** Else a shell. */
  command: z.array(z.string().max(32_768)).min(1).max(200).optional(),
  ...size,
  /** `false`: not on a terminal. Each frame from the server then begins with a byte: 1 is its output, 2 its errors. */
  tty: z.boolean().default(true),
})
export type TerminalOpen = z.input<typeof TerminalOpen>

/** What may follow as text; bytes are the program's input. `end`: no more of it comes. */
export const TerminalAsk = z.discriminatedUnion('type', [z.object({ type: z.literal('size'), ...size }), z.object({ type: z.literal('end') })])
export type TerminalAsk = z.infer<typeof TerminalAsk>

/** What the server says as text, at the end; bytes are the program's output. */
export type TerminalWord = { readonly type: 'exit'; readonly code: number } | { readonly type: 'problem'; readonly problem: ProblemBody }
