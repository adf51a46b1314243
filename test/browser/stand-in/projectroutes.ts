import { ConfirmBody } from '../../../src/model/api.ts'
import { Problem } from '../../../src/model/problem.ts'
import { AttachBody, EnvBody, ProjectBody, ProjectChange, RollbackBody } from '../../../src/model/project.ts'
import type { ProjectView } from '../../../src/model/project.ts'
import { SshKeyBody } from '../../../src/model/sshkey.ts'
import type { SshKeyView } from '../../../src/model/sshkey.ts'
import { freshProject, keyOf } from './projects.ts'
import { instanceIn } from './route.ts'
import type { Answer, Asked, Route } from './route.ts'

const ok = { body: { ok: true } }

function projectIn({ rows, parts: [name = ''] }: Asked): ProjectView {
  const found = rows.push.all.get(name)
  if (!found) throw new Problem('not-found', { what: 'project', name })
  return found
}

function create({ rows, body }: Asked): Answer {
  const { name, owner, branch } = ProjectBody.parse(body)
  if (rows.push.all.has(name) || rows.instances.has(name)) throw new Problem('conflict', { what: 'an app', name })
  const made = freshProject(name, { ...(owner && { owner, ownerName: owner.kind === 'group' ? owner.name : 'Ada' }), branch: branch ?? null })
  rows.push.put(made)
  return { status: 201, body: made }
}

function change(asked: Asked): Answer {
  const { owner, branch } = ProjectChange.parse(asked.body)
  const { name } = projectIn(asked)
  const ownerName = owner?.kind === 'group' ? owner.name : (asked.rows.crowd.people.find(({ id }) => owner?.kind === 'person' && id === owner.id)?.name ?? 'Ada')
  return { body: asked.rows.push.change(name, { ...(owner && { owner, ownerName }), ...(branch !== undefined && { branch, deploys: branch }) }) }
}

function remove(asked: Asked): Answer {
  const project = projectIn(asked)
  if (ConfirmBody.parse(asked.body).confirm !== project.name) throw new Problem('confirm-project', { name: project.name })
  asked.rows.push.drop(project)
  return ok
}

/** A release without a build: takes it on and leaves it to the test how it goes on. */
function next(asked: Asked): Answer {
  const { name, last } = projectIn(asked)
  return { status: 202, body: { project: name, job: null, release: last + 1 } }
}

function rollback(asked: Asked): Answer {
  const { release } = RollbackBody.parse(asked.body)
  const known = asked.rows.push.releases.get(projectIn(asked).name)?.find(({ number }) => number === release)
  if (!known?.kept) throw new Problem('not-found', { what: 'release', name: String(release) })
  return next(asked)
}

function changeEnv(asked: Asked): Answer {
  const { set, unset, later } = EnvBody.parse(asked.body)
  const { name, last, live } = projectIn(asked)
  const { push } = asked.rows
  const kept = [...(push.env.get(name) ?? [])].filter(([variable]) => !unset.includes(variable))
  push.env.set(name, new Map([...kept, ...Object.entries(set)]))
  return { body: { env: push.envLines(name, false), deploying: later || live === null ? null : { project: name, job: null, release: last + 1 } } }
}

function attach(asked: Asked): Answer {
  const { kind, name = kind, image = `${kind}:17` } = AttachBody.parse(asked.body)
  const project = projectIn(asked)
  if (project.services.some((service) => service.name === name)) throw new Problem('conflict', { what: 'a database', name })
  asked.rows.push.change(project.name, { services: [...project.services, { name, kind, image }] })
  return next(asked)
}

function detach(asked: Asked): Answer {
  const project = projectIn(asked)
  asked.rows.push.change(project.name, { services: project.services.filter(({ name }) => name !== asked.parts[1]) })
  return next(asked)
}

/** One line is one key; a line of something else is refused by its number. */
function keysIn(body: unknown): SshKeyView[] {
  const { keys, label } = SshKeyBody.parse(body)
  return keys
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => {
      const [type = '', blob = '', comment = 'a key'] = line.trim().split(/\s+/)
      if (!type.startsWith('ssh-') || blob === '') throw new Problem('ssh-key', { line: index + 1, reason: 'it begins with no kind of key', next: 'Paste the line of a file that ends in .pub' })
      return keyOf(`${index}c0ffee00000`.slice(0, 12), label ?? comment, { used: null, created: new Date().toISOString() })
    })
}

function addDeployKeys(asked: Asked): Answer {
  const { name } = projectIn(asked)
  const { deployKeys } = asked.rows.push
  deployKeys.set(name, [...(deployKeys.get(name) ?? []), ...keysIn(asked.body)])
  return { status: 201, body: deployKeys.get(name) }
}

function removeDeployKey({ rows: { push }, parts: [name = '', id] }: Asked): Answer {
  push.deployKeys.set(
    name,
    (push.deployKeys.get(name) ?? []).filter((key) => key.id !== id),
  )
  return ok
}

const project = '/api/projects/([^/]+)'

function at(path: string): RegExp {
  return new RegExp(`^${path}$`)
}

export const projectRoutes: readonly Route[] = [
  { method: 'POST', path: at('/api/projects'), answer: create },
  { method: 'PATCH', path: at(project), answer: change },
  { method: 'DELETE', path: at(project), answer: remove },
  { method: 'GET', path: at(`${project}/releases`), answer: (asked) => ({ body: asked.rows.push.releases.get(projectIn(asked).name) ?? [] }) },
  { method: 'POST', path: at(`${project}/rollback`), answer: rollback },
  { method: 'POST', path: at(`${project}/redeploy`), answer: next },
  { method: 'GET', path: at(`${project}/env`), answer: (asked) => ({ body: asked.rows.push.envLines(projectIn(asked).name, asked.query.get('reveal') === 'true') }) },
  { method: 'PATCH', path: at(`${project}/env`), answer: changeEnv },
  { method: 'POST', path: at(`${project}/services`), answer: attach },
  { method: 'DELETE', path: at(`${project}/services/([^/]+)`), answer: detach },
  { method: 'GET', path: at(`${project}/keys`), answer: (asked) => ({ body: asked.rows.push.deployKeys.get(projectIn(asked).name) ?? [] }) },
  { method: 'POST', path: at(`${project}/keys`), answer: addDeployKeys },
  { method: 'DELETE', path: at(`${project}/keys/([^/]+)`), answer: removeDeployKey },
  { method: 'GET', path: at('/api/keys'), answer: ({ rows }) => ({ body: rows.push.mine }) },
  { method: 'POST', path: at('/api/keys'), answer: ({ rows: { push }, body }) => ((push.mine = [...push.mine, ...keysIn(body)]), { status: 201, body: push.mine }) },
  { method: 'DELETE', path: at('/api/keys/([^/]+)'), answer: ({ rows: { push }, parts: [id] }) => ((push.mine = push.mine.filter((key) => key.id !== id)), ok) },
  { method: 'GET', path: at('/api/instances/([^/]+)/figures'), answer: ({ rows, parts: [name] }) => (instanceIn(rows, name), { body: rows.push.figures }) },
]
