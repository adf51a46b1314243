import type { Command } from 'commander'
import type { AuditLine } from '../../model/api.ts'
import { example, wholeNumber } from '../arguments.ts'
import type { Context } from '../context.ts'
import { table } from '../terminal.ts'

interface Options {
  readonly who?: string
  readonly action?: string
  readonly object?: string
  readonly limit?: number
  readonly export?: string
  readonly watch?: boolean
}

/** Who did what, on what, from where, and how it ended. */
export function addAudit(program: Command, context: () => Context): void {
  program
    .command('audit')
    .description('who did what')
    .option('--who <text>', 'only by somebody whose name has this in it')
    .option('--action <text>', 'only what has this in it')
    .option('--object <text>', 'only on what has this in it')
    .option('--limit <lines>', 'how many of the newest lines, at most 500', wholeNumber(1))
    .option('--export <file>', 'write all of it to a file that ends in .csv or .json')
    .option('--watch', 'go on with what comes')
    .addHelpText('after', example('audit', 'audit --who Ben --limit 20', 'audit --export audit.csv', 'audit --watch'))
    .action(async (options: Options) => await audit(context(), options))
}

async function audit(context: Context, { export: file, watch, ...filters }: Options): Promise<void> {
  const query = new URLSearchParams(Object.entries(filters).map(([name, value]) => [name, String(value)] as [string, string]))
  if (file !== undefined) {
    const { exportAudit } = await import('../auditfile.ts')
    return await exportAudit(context, file, query)
  }
  if (watch) {
    const { watchAudit } = await import('../auditwatch.ts')
    return await watchAudit(context, query)
  }
  const { client, terminal } = context
  const lines = await client.get<AuditLine[]>(query.size > 0 ? `/api/audit?${query.toString()}` : '/api/audit')
  const row = ({ at, who, action, object, from, result }: AuditLine): string[] => [at.slice(0, 19), who, action, object, from, result]
  const nothing = Object.keys(filters).length > 0 ? 'Nothing like that was done.' : 'Nothing was done yet.'
  terminal.show(lines, () => (lines.length === 0 ? nothing : table(['WHEN', 'WHO', 'WHAT', 'ON', 'FROM', 'RESULT'], lines.map(row))))
}
