import type { AuditLine, AuditQuery } from '../../model/api.ts'
import type { HttpsBody, HttpsView } from '../../model/https.ts'
import type { LinkBody, LinkMade, LinkView } from '../../model/link.ts'
import { at, call } from './client.ts'

interface Done {
  readonly ok: true
}

/** The calls about how apps are guarded: shared links, the audit, HTTPS. */
export const accessApi = {
  links: (instance: string) => call<LinkView[]>('GET', at`/api/instances/${instance}/links`),
  share: (instance: string, body: LinkBody) => call<LinkMade>('POST', at`/api/instances/${instance}/links`, body),
  revokeLink: (instance: string, id: string) => call<Done>('DELETE', at`/api/instances/${instance}/links/${id}`),

  audit: (query: AuditQuery) => call<AuditLine[]>('GET', `/api/audit${searchOf(query)}`),

  https: () => call<HttpsView>('GET', '/api/https'),
  setHttps: (body: HttpsBody) => call<HttpsView>('PUT', '/api/https', body),
  renew: () => call<HttpsView>('POST', '/api/https/renew'),
}

/** The audit as a file, with the filters that are set. */
export function auditExport(format: 'csv' | 'json', { who, action, object }: AuditQuery): string {
  return `/api/audit/export${searchOf({ format, who, action, object })}`
}

function searchOf(query: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]]))
  const search = new URLSearchParams(given).toString()
  return search && `?${search}`
}
