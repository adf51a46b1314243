import { session } from './session.svelte.ts'

/** Whether whoever is at the console may do this; the engine decides, this is for what is drawn. */
export function may(action: string): boolean {
  return session.me?.may.includes(action) ?? false
}
