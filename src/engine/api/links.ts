import { z } from 'zod'
import { sign } from '../../gateway/tickets.ts'
import { LinkBody, LinkMade, LinkView } from '../../model/link.ts'
import { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import { linkSession } from '../../access/crowd.ts'
import type { Api, ApiContext } from './context.ts'

const named = z.object({ name: InstanceName })
const identified = named.extend({ id: z.string().max(40) })
const done = z.object({ ok: z.literal(true) })

/** Shared links to a path of an instance: the address carries the right, until it expires or is taken back. */
export function linkRoutes(api: Api, { access, view }: ApiContext): void {
  const urlOf = (name: InstanceName): string => {
    const url = view(name)?.url
    if (!url) throw new Problem('not-found', { what: 'app', name })
    return url
  }
  const keyFor = ({ id, instance, expires }: LinkView): string => {
    return sign({ use: 'link', instance, session: linkSession(id), expires: Math.floor(Date.parse(expires) / 1000) }, access.key('app-sessions'))
  }
  api.get('/api/instances/:name/links', { schema: { params: named, response: { 200: z.array(LinkView) } }, config: { policy: 'links.read' } }, async (request) => {
    urlOf(request.params.name)
    return await access.links.list(request.params.name)
  })
  api.post('/api/instances/:name/links', { schema: { params: named, body: LinkBody, response: { 201: LinkMade } }, config: { policy: 'links.change' } }, async (request, reply) => {
    const { name } = request.params
    const base = urlOf(name)
    const by = request.person.kind === 'person' ? request.person.name : ''
    const link = await access.links.add(name, by, request.body)
    await access.crowd.tell()
    await access.note(request, `share ${link.path} until ${link.expires}`, name)
    return await reply.code(201).send({ ...link, url: `${base}.berth/link?key=${keyFor(link)}` })
  })
  api.delete('/api/instances/:name/links/:id', { schema: { params: identified, response: { 200: done } }, config: { policy: 'links.change' } }, async (request) => {
    await access.links.revoke(request.params.name, request.params.id)
    await access.crowd.tell()
    await access.note(request, `take back link ${request.params.id}`, request.params.name)
    return { ok: true as const }
  })
}
