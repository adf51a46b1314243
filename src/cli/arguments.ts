import { InvalidArgumentError } from 'commander'
import { Problem } from '../model/problem.ts'
import { Client } from './client.ts'
import type { Context } from './context.ts'

/** Adds an example to a command's help; every command has one. */
export function example(...lines: readonly string[]): string {
  return `\nExample:\n${lines.map((line) => `  berth ${line}`).join('\n')}`
}

/** Reads an option as a whole number from `least`; else it is wrong use. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    if (!(number >= least)) throw new InvalidArgumentError(`It must be a whole number from ${least} on.`)
    return number
  }
}

/** Reads an option as an hour of the day, 0 to 23. */
export function hourOfDay(text: string): number {
  const hour = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN
  if (!(hour <= 23)) throw new InvalidArgumentError('It must be an hour from 0 to 23.')
  return hour
}

/** For what can only be done on the machine itself, whatever machine is signed in to. Throws `invalid` when `--url` was given. */
export function onThisMachine(context: Context, what: string): Context {
  if (context.login) return { ...context, login: false, client: new Client({ data: context.data, url: undefined, token: undefined }) }
  if (!context.client.isLocal) throw new Problem('invalid', { where: what, reason: 'this works on the machine itself, not with --url' })
  return context
}
