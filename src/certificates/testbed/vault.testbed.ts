import type { Clock } from '../../kit/clock.ts'
import type { Text } from '../rows.ts'
import type { Vault } from '../vault.ts'

/** A vault without a lock, for tests. */
export function memoryVault(): Vault {
  const texts = new Map<string, string>()
  return {
    get: async (name) => texts.get(name),
    put: async (name, text) => void texts.set(name, text),
    remove: async (name) => void texts.delete(name),
  }
}

export interface SetClock extends Clock {
  /** Moves the date by so many days. */
  pass(days: number): void
}

/** A clock that stands where it is set. */
export function setClock(start: number = Date.now()): SetClock {
  let now = start
  return {
    steady: () => now,
    date: () => new Date(now),
    pass: (days) => void (now += days * 24 * 60 * 60_000),
  }
}

/** A text that only this process keeps. */
export function memoryText(): Text {
  let kept: string | undefined
  return { read: async () => kept, write: async (text) => void (kept = text) }
}
