import { z } from 'zod'
import { AuditLine, AuditQuery } from '../../model/api.ts'
import type { Api, ApiContext } from './context.ts'

const Export = AuditQuery.omit({ limit: true, before: true }).extend({ format: z.enum(['csv', 'json']).default('csv') })
/** All that is kept; `localdb` bounds it. */
const everything = 1_000_000
const columns = ['id', 'at', 'who', 'action', 'object', 'from', 'result'] as const

/** The audit: who did what, on what, from where, and how it ended. */
export function auditRoutes(api: Api, { access }: ApiContext): void {
  api.get('/api/audit', { schema: { querystring: AuditQuery, response: { 200: z.array(AuditLine) } }, config: { policy: 'audit.read' } }, async (request) => await access.auditLines(request.query))
  api.get('/api/audit/export', { schema: { querystring: Export }, config: { policy: 'audit.read' } }, async (request, reply) => {
    const { format, ...wish } = request.query
    const lines = await access.auditLines({ ...wish, limit: everything })
    await access.note(request, 'export audit', format)
    const [type, text] = format === 'csv' ? ['text/csv; charset=utf-8', csv(lines)] : ['application/json', JSON.stringify(lines, null, 1)]
    return await reply.header('content-type', type).header('content-disposition', `attachment; filename="berth-audit.${format}"`).header('cache-control', 'no-store').send(text)
  })
}

/** RFC 4180, with a quote before what a spreadsheet would take for a formula: names in it are anybody's. */
function csv(lines: readonly AuditLine[]): string {
  const cell = (value: string | number): string => {
    const text = String(value).replace(/^[=+\-@\t\r]/, "'$&")
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return [columns.join(','), ...lines.map((line) => columns.map((column) => cell(line[column])).join(','))].join('\r\n') + '\r\n'
}
