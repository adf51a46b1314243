import type { AuditQuery } from '../../model/api.ts'

/** What is looked for among the lines, as it stands in the page's address. */
export type AuditSearch = Pick<AuditQuery, 'who' | 'action' | 'object'>

export const fields = ['who', 'action', 'object'] as const

export function searchIn(query: string): AuditSearch {
  const params = new URLSearchParams(query)
  return Object.fromEntries(fields.flatMap((field) => (params.get(field)?.trim() ? [[field, (params.get(field) ?? '').trim()]] : [])))
}

/** The page's address for a search. */
export function auditPath(search: AuditSearch): string {
  const given = fields.flatMap((field) => (search[field]?.trim() ? [[field, search[field].trim()]] : []))
  const query = new URLSearchParams(given).toString()
  return query ? `/activity/audit?${query}` : '/activity/audit'
}
