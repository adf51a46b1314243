import { addressAt } from './address.ts'
import type { Reached } from './entrance.ts'
import type { Ground } from './ground.ts'

/** Where the console is, for those who come from outside, without a slash at the end: by HTTPS where every browser trusts it. */
export function consoleAt({ settings }: Pick<Ground, 'settings'>, { front, https }: Reached): string {
  const { url, authority } = https()
  return url !== null && authority === null ? url : addressAt(settings.domain, front().port)
}
