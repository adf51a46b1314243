import { hostname, networkInterfaces } from 'node:os'
import { z } from 'zod'
import type { Authority } from '../../certificates/authority/authority.ts'
import { lanName } from '../../discovery/label.ts'
import { HttpsBody, HttpsView } from '../../model/https.ts'
import { Problem } from '../../model/problem.ts'
import type { Api, ApiContext } from './context.ts'
import { factsOf } from './facts.ts'

const Proof = z.object({ secure: z.boolean(), url: z.string().nullable(), fingerprint: z.string().nullable() })

/** HTTPS: how it is got, and what a device needs to trust this machine. */
export function httpsRoutes(api: Api, context: ApiContext): void {
  const { https, access, locals } = context
  api.get('/api/https', { schema: { response: { 200: HttpsView } }, config: { policy: 'machine.read' } }, () => https.view())
  api.put('/api/https', { schema: { body: HttpsBody, response: { 200: HttpsView } }, config: { policy: 'machine.change' } }, async (request) => {
    const { person } = request
    const view = await https.change(request.body, person.kind === 'person' && person.via === 'local')
    await access.note(request, 'change https', view.mode)
    return view
  })
  api.post('/api/https/renew', { schema: { response: { 200: HttpsView } }, config: { policy: 'machine.change' } }, async (request) => {
    await access.note(request, 'renew certificates', https.view().mode)
    return https.renew()
  })
  // Asked from the console's page by HTTP, which may read it only where the browser trusts the certificate.
  api.get('/api/https/proof', { schema: { response: { 200: Proof } }, config: { policy: 'visitor' } }, async (request, reply) => {
    const { origin, scheme } = factsOf(request, locals)
    if (origin !== undefined && isConsole(origin, context)) reply.header('access-control-allow-origin', origin)
    reply.header('vary', 'origin').header('cache-control', 'no-store')
    return { secure: scheme === 'https', url: https.view().url, fingerprint: https.authority?.fingerprint ?? null }
  })
  trustRoutes(api, context)
}

/** The authority's certificate in the forms that systems take; no secret, so whoever may visit may have it. */
function trustRoutes(api: Api, { https }: ApiContext): void {
  const forms: readonly (readonly [string, string, (authority: Authority) => string | Buffer])[] = [
    ['berth.crt', 'application/x-x509-ca-cert', ({ der }) => der],
    ['berth.pem', 'application/x-pem-file', ({ pem }) => pem],
    ['berth.mobileconfig', 'application/x-apple-aspen-config', ({ profile }) => profile],
  ]
  for (const [name, type, form] of forms) {
    api.get(`/trust/${name}`, { schema: { hide: true }, config: { policy: 'visitor' } }, async (_, reply) => {
      if (!https.authority) throw new Problem('not-found', { what: 'certificate', name })
      return await reply.header('content-type', type).header('content-disposition', `attachment; filename="${name}"`).header('cache-control', 'no-cache').send(form(https.authority))
    })
  }
}

/** Whether a page there is the console's: by one of its names, or an address of this machine. */
function isConsole(origin: string, { settings, https }: ApiContext): boolean {
  if (!URL.canParse(origin)) return false
  const host = new URL(origin).hostname.replace(/^\[|\]$/g, '')
  const label = https.label()
  const names = [`berth.${settings.domain}`, settings.domain, 'localhost', hostname().toLowerCase(), ...(label === null ? [] : [lanName('berth', label)])]
  const addresses = Object.values(networkInterfaces()).flatMap((each = []) => each.map(({ address }) => address))
  return names.includes(host) || addresses.includes(host)
}
