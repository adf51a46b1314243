import type { Answer } from '../http/answer.ts'

const held = new Set<Answer>()

/**
 * Sends a head that no body has followed by the end of this turn, so that a stream's visitor sees it at
 * once, while a head and a body that came together go out together.
 */
export function holdHead(answer: Answer): void {
  if (held.size === 0) process.nextTick(flush)
  held.add(answer)
}

export function headFollowed(answer: Answer): void {
  held.delete(answer)
}

function flush(): void {
  for (const answer of held) answer.flushHeaders()
  held.clear()
}
