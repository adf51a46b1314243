import { AuditQuery } from '../../../src/model/api.ts'
import { DeviceBody, PairingBody } from '../../../src/model/device.ts'
import { HttpsBody } from '../../../src/model/https.ts'
import { LinkBody, LinkMade, LinkView } from '../../../src/model/link.ts'
import { Problem } from '../../../src/model/problem.ts'
import { httpsOff } from './crowd.ts'
import { instanceIn } from './route.ts'
import type { Answer, Asked, Route } from './route.ts'
import { ago } from './sample.ts'

const ok = { body: { ok: true } }

function renameDevice({ rows: { crowd }, parts: [id = ''], body }: Asked): Answer {
  const { name } = DeviceBody.parse(body)
  crowd.devices = crowd.devices.map((device) => (device.id === id ? { ...device, name } : device))
  return ok
}

function beginPairing({ rows: { crowd }, body }: Asked): Answer {
  const { minutes, many } = PairingBody.parse(body)
  crowd.pairing = { code: '482913', url: 'http://berth-home.local/pair#code=482913', many, expires: ago(-minutes) }
  return { status: 201, body: crowd.pairing }
}

function share({ rows, parts: [name], body }: Asked): Answer {
  const { label, path, hours } = LinkBody.parse(body)
  const { name: instance } = instanceIn(rows, name)
  const made = LinkMade.parse({
    id: `l${rows.crowd.links.length + 10}`,
    instance,
    path,
    label,
    by: 'Ada',
    created: ago(0),
    expires: ago(-60 * hours),
    url: `http://notes-home.local/.berth/link?key=${'q7'.repeat(20)}`,
  })
  rows.crowd.links = [...rows.crowd.links, LinkView.parse(made)]
  return { status: 201, body: made }
}

function audit({ rows, query }: Asked): Answer {
  const { before = Infinity, limit, who = '', action = '', object = '' } = AuditQuery.parse(Object.fromEntries(query))
  const holds = (text: string, wanted: string): boolean => text.toLowerCase().includes(wanted.toLowerCase())
  const found = rows.audit.filter((line) => line.id < before && holds(line.who, who) && holds(line.action, action) && holds(line.object, object))
  return { body: found.slice(0, limit) }
}

/** Takes it on; a test says when certificates are there. */
function setHttps({ rows: { crowd }, body }: Asked): Answer {
  const wanted = HttpsBody.parse(body)
  if (wanted.mode === 'acme' && wanted.challenge === 'dns-01' && !wanted.dns && crowd.https.dns === null) throw new Problem('bad-request', { reason: 'dns: a provider is needed' })
  const { redirect } = wanted.mode === 'off' ? { redirect: false } : wanted
  const acme = wanted.mode === 'acme' ? { challenge: wanted.challenge, email: wanted.email ?? null, dns: wanted.dns?.kind ?? crowd.https.dns } : {}
  crowd.https = { ...httpsOff, mode: wanted.mode, redirect, ...acme }
  return { body: crowd.https }
}

export const guardRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/api\/devices$/, answer: ({ rows }) => ({ body: rows.crowd.devices }) },
  { method: 'GET', path: /^\/api\/devices\/code$/, answer: ({ rows }) => ({ body: rows.crowd.pairing }) },
  { method: 'POST', path: /^\/api\/devices\/code$/, answer: beginPairing },
  { method: 'DELETE', path: /^\/api\/devices\/code$/, answer: ({ rows: { crowd } }) => ((crowd.pairing = null), ok) },
  { method: 'PATCH', path: /^\/api\/devices\/([^/]+)$/, answer: renameDevice },
  { method: 'DELETE', path: /^\/api\/devices\/([^/]+)$/, answer: ({ rows: { crowd }, parts: [id] }) => ((crowd.devices = crowd.devices.filter((each) => each.id !== id)), ok) },
  { method: 'GET', path: /^\/api\/instances\/([^/]+)\/links$/, answer: ({ rows, parts: [name] }) => ({ body: rows.crowd.links.filter(({ instance }) => instance === name) }) },
  { method: 'POST', path: /^\/api\/instances\/([^/]+)\/links$/, answer: share },
  { method: 'DELETE', path: /^\/api\/instances\/[^/]+\/links\/([^/]+)$/, answer: ({ rows: { crowd }, parts: [id] }) => ((crowd.links = crowd.links.filter((each) => each.id !== id)), ok) },
  { method: 'GET', path: /^\/api\/audit$/, answer: audit },
  { method: 'GET', path: /^\/api\/https$/, answer: ({ rows }) => ({ body: rows.crowd.https }) },
  { method: 'PUT', path: /^\/api\/https$/, answer: setHttps },
  { method: 'POST', path: /^\/api\/https\/renew$/, answer: ({ rows }) => ({ body: rows.crowd.https }) },
  {
    method: 'GET',
    path: /^\/api\/https\/proof$/,
    open: true,
    answer: ({ rows: { crowd } }) => ({ body: { secure: false, url: crowd.https.url, fingerprint: crowd.https.authority?.fingerprint ?? null } }),
  },
]
