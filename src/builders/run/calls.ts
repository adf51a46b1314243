import { Problem } from '../../model/problem.ts'

/** A call of Docker's client: where it was made, and its words after `docker`. */
export interface Call {
  readonly folder: string
  readonly words: readonly string[]
}

/** A script asks no more of Docker. */
const most = 1000

/** What the stand-in for Docker wrote. Untrusted: the script can write there too. Throws `build-refused`. */
export function readCalls(text: string): readonly Call[] {
  const parts = text.split('\0')
  const calls: Call[] = []
  for (let at = 0; at + 1 < parts.length;) {
    const count = /^\d{1,5}$/.test(parts[at] ?? '') ? Number(parts[at]) : NaN
    const words = parts.slice(at + 2, at + 2 + count)
    if (words.length !== count || calls.length >= most) throw unreadable()
    calls.push({ folder: parts[at + 1] ?? '/', words })
    at += 2 + count
  }
  return calls
}

function unreadable(): Problem {
  return new Problem('build-refused', { reason: 'what ./run serve asked Docker for cannot be read', next: 'Write a Dockerfile or a compose file.' })
}
