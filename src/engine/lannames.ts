import { hostname } from 'node:os'
import { Discovery } from '../discovery/discovery.ts'
import { labelFrom } from '../discovery/label.ts'
import type { Log } from '../kit/log.ts'
import type { Meta } from '../localdb/meta.ts'

const rowKey = 'lan-label'

export interface LanNamesOptions {
  readonly meta: Pick<Meta, 'get' | 'set'>
  readonly engine: string
  /** The setting: a label, `auto` or `off`. */
  readonly setting: string
  readonly log: Log
  readonly onLabel: () => void
}

export interface LanNames extends AsyncDisposable {
  /** Null while there is none. */
  label(): string | null
  serve(apps: readonly string[]): void
}

/**
 * This machine's names on the LAN. A label that it had to take, since another machine has the one it wanted, is
 * remembered: addresses that people keep must not move to another machine with the order in which they start.
 */
export async function openLanNames({ meta, engine, setting, log, onLabel }: LanNamesOptions): Promise<LanNames> {
  if (setting === 'off') return { label: () => null, serve: () => undefined, [Symbol.asyncDispose]: async () => undefined }
  const first = setting === 'auto' ? labelFrom(hostname(), engine) : setting
  const [from, taken] = ((await meta.get(rowKey)) ?? '').split(' ')
  const label = from === first && taken ? taken : first
  const discovery = new Discovery({
    label,
    engine,
    log,
    onLabel: (now) => {
      if (now === label) log.info({ label: now }, `the console is at berth-${now}.local on the LAN`)
      else log.warn({ label: now, wanted: first }, `another machine is called ${label} on the LAN: here it is berth-${now}.local`)
      meta.set(rowKey, `${first} ${now}`).catch((err: unknown) => log.error({ err }, 'the label on the LAN could not be remembered'))
      onLabel()
    },
  })
  return { label: () => discovery.label(), serve: (apps) => discovery.serve(apps), [Symbol.asyncDispose]: () => discovery[Symbol.asyncDispose]() }
}
