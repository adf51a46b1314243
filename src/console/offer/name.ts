import { say } from '../messages.ts'

const label = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/

/** What is wrong with a name for a new instance, in words; empty where nothing is. The engine has the last word. */
export function faultInName(name: string, taken: readonly string[]): string {
  if (name === '') return ''
  if (!label.test(name)) return say.offer.ownWrong
  return taken.includes(name) ? say.offer.ownTaken(name) : ''
}

/** The name a further instance would get by itself. */
export function nextName(app: string, taken: readonly string[]): string {
  if (!taken.includes(app)) return app
  let count = 2
  while (taken.includes(`${app}-${count}`)) count += 1
  return `${app}-${count}`
}
