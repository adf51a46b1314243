import assert from 'node:assert/strict'
import { parse, stringify } from 'yaml'
import { Problem } from '../model/problem.ts'
import type { Place, Rendered } from './bundle.ts'
import { render } from './render.ts'
import { sampleMeta, samplePlace } from './samples.ts'

/** A rendered compose file, as far as tests look into it. */
export interface Made {
  readonly services: Record<
    string,
    Record<string, unknown> & { volumes: { type: string; source: string; target: string }[]; labels: Record<string, string>; networks: { default: { aliases: string[] } } }
  >
  readonly networks: Record<string, unknown>
  readonly volumes?: Record<string, { driver_opts: { device: string } }>
}

/** A compose file of one service. */
export function service(more: object): string {
  return stringify({ services: { web: { image: 'sample:1', ...more } } })
}

export function rendered(text: string, over: Partial<Place> = {}, files: Readonly<Record<string, string>> = {}): Rendered {
  return render({ meta: sampleMeta(), text, files }, samplePlace(over))
}

export function make(text: string): Made {
  return parse(rendered(text).compose) as Made
}

export function attempt(text: string): Made | undefined {
  try {
    return make(text)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

export function refuses(text: string, code: string, what: string): void {
  assert.throws(
    () => rendered(text),
    (error: unknown) => error instanceof Problem && error.code === code && error.message.includes(what),
  )
}
