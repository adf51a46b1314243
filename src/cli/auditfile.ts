import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Problem } from '../model/problem.ts'
import type { Context } from './context.ts'

/** Writes the audit log to a file for its owner only, whole or not at all. Throws `invalid` for an ending other than .csv and .json. */
export async function exportAudit({ client, terminal }: Context, file: string, query: URLSearchParams): Promise<void> {
  const format = extname(file).slice(1)
  if (format !== 'csv' && format !== 'json') throw new Problem('invalid', { where: '--export', reason: 'the name of the file ends in .csv or .json' })
  query.set('format', format)
  const [whole, unfinished] = [resolve(file), `${resolve(file)}.part`]
  try {
    await pipeline(client.bytes(`/api/audit/export?${query.toString()}`), createWriteStream(unfinished, { mode: 0o600 }))
    await rename(unfinished, whole)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
  terminal.show({ file: whole }, () => `The audit log is in ${whole}.`)
}
