import { readFile } from 'node:fs/promises'
import type { ImagePolicy } from '../model/image.ts'
import { Problem } from '../model/problem.ts'
import { standardInput } from './answer.ts'
import type { Context } from './context.ts'
import { valuesOf } from './variables.ts'
import { accessChoices, accessOf } from './who.ts'
import type { Names } from './who.ts'

export interface PolicyOptions {
  readonly every?: number
  readonly hours?: string
}

export interface RegisterOptions extends PolicyOptions {
  readonly name?: string
  readonly title?: string
  readonly port?: number
  readonly env?: readonly string[]
  readonly volume?: readonly string[]
  readonly access?: string
  readonly policy?: ImagePolicy['take']
  readonly memory?: string
  readonly cpus?: number
  readonly compose?: string
  readonly line?: string
}

/** What is to be registered, as the API takes it. Throws `invalid` for what does not go together. */
export async function registerBody(context: Pick<Context, 'client' | 'terminal'>, image: string | undefined, options: RegisterOptions): Promise<object> {
  const { name, title, port, memory, cpus, env = [], volume, access, policy, every, hours } = options
  if ([options.compose, options.line].includes('-') && !context.terminal.live && env.some((one) => !one.includes('=')))
    throw new Problem('invalid', { where: '--env', reason: 'standard input is the file already; name the file, or write NAME=value' })
  const plain = Object.entries({ name, title, port, memory, cpus }).filter(([, value]) => value !== undefined)
  return {
    ...(await sourceOf(image, options)),
    ...Object.fromEntries(plain),
    ...(env.length > 0 ? { env: await valuesOf(context.terminal, env) } : {}),
    ...(volume ? { volumes: volumesOf(volume) } : {}),
    ...(access === undefined ? {} : { access: accessChoices.find((word) => word === access) ?? accessOf(access, await context.client.get<Names>('/api/names')) }),
    ...(policy === undefined && every === undefined && hours === undefined ? {} : { policy: { ...(policy === undefined ? {} : { take: policy }), ...scheduleOf({ every, hours }) } }),
  }
}

/** An image, a `docker run` line, or a compose file. Throws `invalid`. */
export async function sourceOf(image: string | undefined, { compose, line }: Pick<RegisterOptions, 'compose' | 'line'>): Promise<{ image?: string; run?: string; compose?: string }> {
  if ([image, compose, line].filter((one) => one !== undefined).length !== 1) throw new Problem('invalid', { where: 'run', reason: 'give an image, or --line, or --compose' })
  if (compose !== undefined) return { compose: await contents(compose) }
  if (line !== undefined) return { run: await contents(line) }
  return image !== undefined && /\s/.test(image.trim()) ? { run: image } : { image: image ?? '' }
}

/** `2-5`: from two up to five o'clock. Throws `invalid`. */
export function scheduleOf({ every, hours }: { readonly every?: number | undefined; readonly hours?: string | undefined }): Partial<ImagePolicy> {
  const given = every === undefined ? {} : { every }
  if (hours === undefined) return given
  const [, from, to] = /^(\d{1,2})-(\d{1,2})$/.exec(hours) ?? []
  if (from === undefined || to === undefined || Number(from) > 23 || Number(to) > 23) throw new Problem('invalid', { where: '--hours', reason: 'write it as 2-5: from two up to five' })
  return { ...given, from: Number(from), to: Number(to) }
}

function volumesOf(list: readonly string[]): Readonly<Record<string, string>> {
  const parted = list.map((text) => [text.slice(0, Math.max(0, text.indexOf(':'))), text.slice(text.indexOf(':') + 1)] as const)
  const wrong = parted.find(([name, path]) => name === '' || name.startsWith('/') || !path.startsWith('/'))
  if (wrong) throw new Problem('invalid', { where: '--volume', reason: 'write it as name:/folder/of/the/container; what is kept lies with the app and not elsewhere on the machine' })
  return Object.fromEntries(parted)
}

/** Of a file, or of standard input where it is `-`. Throws `invalid` for what cannot be read. */
export async function contents(file: string): Promise<string> {
  if (file === '-') return await standardInput()
  return await readFile(file, 'utf8').catch((error: unknown) => Promise.reject(new Problem('invalid', { where: file, reason: error instanceof Error ? error.message : 'it cannot be read' }, error)))
}
