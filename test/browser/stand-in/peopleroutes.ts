import { GroupBody, GroupName, PersonBody, PersonView } from '../../../src/model/person.ts'
import { InvitationBody, InvitationMade, InvitationView } from '../../../src/model/invitation.ts'
import { OpenMode } from '../../../src/model/openmode.ts'
import { OutsideBody, OutsideView } from '../../../src/model/outside.ts'
import { Problem } from '../../../src/model/problem.ts'
import type { Answer, Asked, Route } from './route.ts'
import type { Rows } from './rows.ts'
import { ago } from './sample.ts'

const ok = { body: { ok: true } }

function personIn(rows: Rows, id = ''): PersonView {
  const found = rows.crowd.people.find((person) => person.id === id)
  if (!found) throw new Problem('not-found', { what: 'person', name: id })
  return found
}

function changePerson({ rows, parts: [id], body }: Asked): Answer {
  const changed = PersonView.parse({ ...personIn(rows, id), ...PersonBody.parse(body) })
  rows.crowd.people = rows.crowd.people.map((person) => (person.id === id ? changed : person))
  return { body: changed }
}

function removePerson({ rows, parts: [id] }: Asked): Answer {
  personIn(rows, id)
  rows.crowd.people = rows.crowd.people.filter((person) => person.id !== id)
  return ok
}

function addGroup({ rows, body }: Asked): Answer {
  const { name } = GroupBody.parse(body)
  if (rows.crowd.groups.includes(name)) throw new Problem('conflict', { what: 'a group', name })
  rows.crowd.groups = [...rows.crowd.groups, name]
  return { status: 201, body: { name, people: [] } }
}

function removeGroup({ rows: { crowd }, parts: [name = ''] }: Asked): Answer {
  const gone = GroupName.parse(name)
  crowd.groups = crowd.groups.filter((group) => group !== gone)
  crowd.people = crowd.people.map((person) => ({ ...person, groups: person.groups.filter((group) => group !== gone) }))
  return ok
}

function made(rows: Rows, view: Partial<Record<keyof InvitationView, unknown>>): Answer {
  const code = 'k7dm-2wqx-p4nn-94'
  const invitation = InvitationMade.parse({ id: `i${rows.crowd.invitations.length + 10}`, by: 'Ada', created: ago(0), code, url: `http://berth-home.local/join#code=${code}`, ...view })
  rows.crowd.invitations = [...rows.crowd.invitations, InvitationView.parse(invitation)]
  return { status: 201, body: invitation }
}

function invite({ rows, body }: Asked): Answer {
  const { role, groups, name, days } = InvitationBody.parse(body)
  return made(rows, { person: null, name: name ?? null, role, groups, expires: ago(-60 * 24 * days) })
}

function wayBack({ rows, parts: [id] }: Asked): Answer {
  const { name, role } = personIn(rows, id)
  return made(rows, { person: id, name, role, groups: [], expires: ago(-60) })
}

function putOutside({ rows, parts: [id = ''], body }: Asked): Answer {
  const { client_secret, ...config } = OutsideBody.parse(body)
  const before = rows.crowd.outside.find((provider) => provider.id === id)
  const view = OutsideView.parse({ ...config, id, secret: client_secret !== undefined || before?.secret === true, callback: `https://berth-home.local/signin/outside/${id}/callback` })
  rows.crowd.outside = [...rows.crowd.outside.filter((provider) => provider.id !== id), view]
  return { body: view }
}

export const peopleRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/api\/people$/, answer: ({ rows }) => ({ body: rows.crowd.people }) },
  { method: 'PATCH', path: /^\/api\/people\/([^/]+)$/, answer: changePerson },
  { method: 'DELETE', path: /^\/api\/people\/([^/]+)$/, answer: removePerson },
  { method: 'POST', path: /^\/api\/people\/([^/]+)\/link$/, answer: wayBack },
  { method: 'GET', path: /^\/api\/people\/([^/]+)\/sessions$/, answer: ({ rows, parts: [id = ''] }) => ({ body: rows.crowd.signIns.get(id) ?? [] }) },
  { method: 'GET', path: /^\/api\/groups$/, answer: ({ rows }) => ({ body: rows.crowd.groupViews() }) },
  { method: 'POST', path: /^\/api\/groups$/, answer: addGroup },
  { method: 'DELETE', path: /^\/api\/groups\/([^/]+)$/, answer: removeGroup },
  { method: 'GET', path: /^\/api\/invitations$/, answer: ({ rows }) => ({ body: rows.crowd.invitations }) },
  { method: 'POST', path: /^\/api\/invitations$/, answer: invite },
  { method: 'DELETE', path: /^\/api\/invitations\/([^/]+)$/, answer: ({ rows: { crowd }, parts: [id] }) => ((crowd.invitations = crowd.invitations.filter((each) => each.id !== id)), ok) },
  { method: 'GET', path: /^\/api\/open$/, answer: ({ rows }) => ({ body: rows.crowd.open }) },
  { method: 'PUT', path: /^\/api\/open$/, answer: ({ rows, body }) => ({ body: (rows.crowd.open = OpenMode.parse(body)) }) },
  { method: 'GET', path: /^\/api\/outside$/, answer: ({ rows }) => ({ body: rows.crowd.outside }) },
  { method: 'PUT', path: /^\/api\/outside\/([^/]+)$/, answer: putOutside },
  { method: 'DELETE', path: /^\/api\/outside\/([^/]+)$/, answer: ({ rows: { crowd }, parts: [id] }) => ((crowd.outside = crowd.outside.filter((each) => each.id !== id)), ok) },
]
