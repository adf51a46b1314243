import { z } from 'zod'
import { sign } from '../../gateway/tickets.ts'
import { InstanceName } from '../../model/names.ts'
import { settlePath } from '../../model/path.ts'
import { explainReadings } from '../../model/policy.ts'
import { Problem } from '../../model/problem.ts'
import { isOpen } from '../sight.ts'
import { visitorOf } from '../visitor.ts'
import type { Api, ApiContext } from './context.ts'
import { factsOf } from './facts.ts'

const Query = z.object({ instance: InstanceName, to: z.string().max(4000) })
/** Seconds a ticket is good for: long enough for one redirect. */
const ticketLife = 60

/**
 * The way from the console's sign-in to a private app: a signed one-time ticket in a redirect to the app's own
 * origin, where the gateway makes the app's session of it. Whoever is not signed in signs in first; so does whoever
 * sits before a paired device that may not go there.
 */
export function enterRoutes(api: Api, context: ApiContext): void {
  api.get('/go', { schema: { hide: true, querystring: Query }, config: { policy: 'visitor' } }, async (request, reply) => {
    const { person } = request
    reply.header('cache-control', 'no-store')
    const signIn = `/signin?next=${encodeURIComponent(request.url)}`
    if (person.kind === 'anonymous' || !person.session) return reply.redirect(signIn)
    const { instance } = request.query
    const to = await appUrl(context, request.query, factsOf(request, context.locals).host)
    if (person.kind === 'device' && !(await mayGo(context, person, instance, to))) return reply.redirect(signIn)
    const expires = Math.floor(Date.now() / 1000) + ticketLife
    const ticket = sign({ use: 'ticket', instance, session: person.session, expires }, context.access.key('app-sessions'))
    await context.access.note(request, 'open', instance)
    const enter = new URL('/.berth/enter', to.origin)
    enter.searchParams.set('ticket', ticket)
    enter.searchParams.set('to', to.pathname + to.search)
    return reply.redirect(enter.href)
  })
}

/** As the gateway will decide: a device that it would send back here again must not be sent there. */
async function mayGo({ access, view }: ApiContext, person: Parameters<typeof visitorOf>[0], instance: InstanceName, to: URL): Promise<boolean> {
  const policy = view(instance)?.policy
  const path = settlePath(to.pathname)?.decided
  return policy !== undefined && path !== undefined && explainReadings(policy, visitorOf(person), path, await isOpen(access)).decision === 'allow'
}

/** Only an address of that very instance: by one of its names, or by one of its ports on the host the visitor uses. */
async function appUrl({ settings, db, front }: ApiContext, { instance, to }: z.infer<typeof Query>, host: string | undefined): Promise<URL> {
  const spec = await db.specs.get(instance)
  const url = URL.canParse(to) ? new URL(to) : undefined
  const here = (host ?? '').replace(/:\d+$/, '')
  const { lan } = front()
  const labels = [instance, ...(spec?.aliases ?? []).map(({ label }) => label)]
  const names = [...labels.flatMap((label) => [`${label}.${settings.domain}`, ...(lan === null ? [] : [`${label}-${lan}.local`])]), ...(spec?.domains ?? [])]
  const byName = url !== undefined && names.includes(url.hostname)
  const byPort = url?.hostname === here && (spec?.listeners.some(({ port }) => String(port) === url.port) ?? false)
  if (!spec || !url || !/^https?:$/.test(url.protocol) || (!byName && !byPort)) {
    throw new Problem('invalid', { where: 'to', reason: 'this is no address of that app' })
  }
  return url
}
