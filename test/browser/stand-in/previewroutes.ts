import { connectionSample, repositorySample } from '../../../src/model/doorviews.testbed.ts'
import { ApproveBody, ConnectionBody, ExtendBody, ManifestBody, PreviewBody, RepositoryBody, RepositoryView, RulesChange } from '../../../src/model/preview.ts'
import type { PreviewView } from '../../../src/model/preview.ts'
import { Problem } from '../../../src/model/problem.ts'
import { EnvBody } from '../../../src/model/project.ts'
import { linesOf, withChange } from './env.ts'
import { unbuilt } from './previews.ts'
import type { Answer, Asked, Route } from './route.ts'

const ok = { body: { ok: true } }

function previewIn({ rows, parts: [name = ''] }: Asked): PreviewView {
  const found = rows.pull.all.get(name)
  if (!found) throw new Problem('not-found', { what: 'preview', name })
  return found
}

function repositoryIn({ rows, parts: [id = ''] }: Asked): RepositoryView {
  const found = rows.pull.repositories.find((each) => each.id === id)
  if (!found) throw new Problem('not-found', { what: 'repository', name: id })
  return found
}

function start({ rows, body }: Asked): Answer {
  const wanted = PreviewBody.parse(body)
  if (rows.pull.connections.length === 0) throw new Problem('no-connection', { url: 'url' in wanted ? wanted.url : wanted.organisation })
  const number = 'url' in wanted ? Number(/(\d+)\/?$/.exec(wanted.url)?.[1]) : wanted.pull
  const made = rows.pull.all.get(`shop-pr-${number}`) ?? unbuilt(`shop-pr-${number}`, number, { byHand: true })
  rows.pull.put({ ...made, state: 'queued' })
  return { status: 202, body: made }
}

function approve(asked: Asked): Answer {
  const { commit } = ApproveBody.parse(asked.body)
  const { name, head } = previewIn(asked)
  if (head.commit !== commit) throw new Problem('stale-approval', { commit: head.commit })
  return { status: 202, body: asked.rows.pull.change(name, { state: 'queued', approved: { commit: head.commit, by: 'Ada', at: new Date().toISOString() } }) }
}

function run(asked: Asked): Answer {
  const states = { redeploy: 'queued', stop: 'stopped', resume: 'starting' } as const
  const state = states[asked.parts[1] as keyof typeof states]
  return { status: 202, body: asked.rows.pull.change(previewIn(asked).name, { state }) }
}

function extend(asked: Asked): Answer {
  const { name, hoursLeft, extended } = previewIn(asked)
  const { hours } = ExtendBody.parse(asked.body)
  return { body: asked.rows.pull.change(name, { hoursLeft: (hoursLeft ?? 0) + hours, extended: extended + hours }) }
}

function connect({ rows, body }: Asked): Answer {
  const { provider, url = `https://${provider}.com`, label = url, secret = '5ec2e7'.repeat(6), token } = ConnectionBody.parse(body)
  if (token === 'taken-back') throw new Problem('provider-denied', { provider, reason: 'the token is not known there' })
  const connection = connectionSample({ id: `made000${rows.pull.connections.length}`, provider, url, label, hook: `http://berth.localhost/doors/preview/${provider}`, repositories: 0 })
  rows.pull.connections = [...rows.pull.connections, connection]
  return { status: 201, body: { connection, secret } }
}

function disconnect({ rows: { pull }, parts: [id] }: Asked): Answer {
  pull.connections = pull.connections.filter((each) => each.id !== id)
  pull.repositories = pull.repositories.filter(({ connection }) => connection !== id)
  return { status: 202, ...ok }
}

function manifest({ rows, body }: Asked): Answer {
  const { url, organisation } = ManifestBody.parse(body)
  return { body: { action: rows.pull.manifestAction, manifest: JSON.stringify({ name: 'berth', url, organisation }) } }
}

function addRepository({ rows: { pull }, body }: Asked): Answer {
  const { connection, path } = RepositoryBody.parse(body)
  const made = repositorySample({ id: 'fedcba987654', connection, path, previews: 0 })
  pull.repositories = [...pull.repositories, made]
  return { status: 201, body: made }
}

function changeRules(asked: Asked): Answer {
  const before = repositoryIn(asked)
  const changed = RepositoryView.parse({ ...before, rules: { ...before.rules, ...RulesChange.parse(asked.body) } })
  asked.rows.pull.repositories = asked.rows.pull.repositories.map((each) => (each.id === before.id ? changed : each))
  return { body: changed }
}

function removeRepository(asked: Asked): Answer {
  const { id } = repositoryIn(asked)
  asked.rows.pull.repositories = asked.rows.pull.repositories.filter((each) => each.id !== id)
  return { status: 202, ...ok }
}

function changeEnv(asked: Asked): Answer {
  const { id } = repositoryIn(asked)
  const { env } = asked.rows.pull
  env.set(id, withChange(env.get(id), EnvBody.omit({ later: true }).parse(asked.body)))
  return { body: linesOf(env.get(id), false) }
}

const preview = '/api/previews/([^/]+)'
const repository = '/api/previews/repositories/([^/]+)'

function at(path: string): RegExp {
  return new RegExp(`^${path}$`)
}

export const previewRoutes: readonly Route[] = [
  { method: 'GET', path: at('/api/previews/connections'), answer: ({ rows }) => ({ body: rows.pull.connections }) },
  { method: 'POST', path: at('/api/previews/connections'), answer: connect },
  { method: 'POST', path: at('/api/previews/connections/github'), answer: manifest },
  { method: 'DELETE', path: at('/api/previews/connections/([^/]+)'), answer: disconnect },
  { method: 'GET', path: at('/api/previews/repositories'), answer: ({ rows }) => ({ body: rows.pull.repositories }) },
  { method: 'POST', path: at('/api/previews/repositories'), answer: addRepository },
  { method: 'PATCH', path: at(repository), answer: changeRules },
  { method: 'DELETE', path: at(repository), answer: removeRepository },
  { method: 'GET', path: at(`${repository}/env`), answer: (asked) => ({ body: linesOf(asked.rows.pull.env.get(repositoryIn(asked).id), asked.query.get('reveal') === 'true') }) },
  { method: 'PATCH', path: at(`${repository}/env`), answer: changeEnv },
  { method: 'POST', path: at('/api/previews'), answer: start },
  { method: 'POST', path: at(`${preview}/approve`), answer: approve },
  { method: 'POST', path: at(`${preview}/extend`), answer: extend },
  { method: 'POST', path: at(`${preview}/(redeploy|stop|resume)`), answer: run },
  { method: 'DELETE', path: at(preview), answer: (asked) => (asked.rows.pull.change(previewIn(asked).name, { state: 'ending', ending: 'removed' }), { status: 202, ...ok }) },
  { method: 'GET', path: at(`${preview}/releases`), answer: (asked) => ({ body: asked.rows.pull.releases.get(previewIn(asked).name) ?? [] }) },
]
