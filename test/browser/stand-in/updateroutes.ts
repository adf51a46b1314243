import { InstanceDetails } from '../../../src/model/instance.ts'
import type { InstanceView } from '../../../src/model/instance.ts'
import { JobId } from '../../../src/model/names.ts'
import { Problem } from '../../../src/model/problem.ts'
import { UpdateBody, UpdateView } from '../../../src/model/update.ts'
import { instanceIn } from './route.ts'
import type { Answer, Asked, Route } from './route.ts'
import type { Rows } from './rows.ts'
import { jobOf } from './sample.ts'

/** What changes where a test says nothing else. */
const changes = [
  { what: 'version', from: '1.0.0', to: '1.1.0' },
  { what: 'service web', from: 'notes:1.0.0', to: 'notes:1.1.0' },
  { what: 'machine size', from: 'xs', to: 's' },
  { what: 'port', from: null, to: '1883' },
]

function versions({ rows, parts: [name = ''] }: Asked): Answer {
  const { version: installed, offered, updates: policy, refused, kept } = instanceIn(rows, name)
  const known = { installed, offered, policy, refused, kept, space: { needed: 48_300_000, free: 61e9 } }
  return { body: UpdateView.parse({ ...known, changes: offered ? changes : [], notes: offered ? 'Lines can be marked now.' : null, asks: [], ...rows.versions.get(name) }) }
}

/** Takes it on and leaves it to the test how it goes on. */
function begin(rows: Rows, { name }: InstanceView, kind: string, title: string, more: Partial<InstanceView> = {}): Answer {
  const id = JobId.parse(`job${rows.jobs.size + 100}`)
  const at = new Date().toISOString()
  rows.putJob(jobOf(id, { kind, title, instance: name, step: 'fetch', progress: 0.1, created: at, updated: at }))
  rows.change(name, { ...more, job: id })
  return { status: 202, body: { instance: name, job: id } }
}

function update({ rows, parts: [name], body }: Asked): Answer {
  const { version, grants = [] } = UpdateBody.parse(body)
  const instance = instanceIn(rows, name)
  const refused = instance.refused?.version === version ? null : instance.refused
  return begin(rows, instance, 'update', `Update ${instance.name}`, { grants: [...instance.grants, ...grants], refused })
}

function rollback({ rows, parts: [name] }: Asked): Answer {
  const instance = instanceIn(rows, name)
  if (!instance.kept) throw new Problem('nothing-kept', { name: instance.name })
  return begin(rows, instance, 'rollback', `Go back with ${instance.name}`)
}

function details({ rows, parts: [name = ''] }: Asked): Answer {
  instanceIn(rows, name)
  const services = [{ name: 'web', image: `${name}:1.0.0` }]
  return { body: InstanceDetails.parse({ asks: [], hints: ['The first line is yours.'], homepage: 'https://notes.example/', services, data: 48_300_000, ...rows.details.get(name) }) }
}

export const updateRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/api\/instances\/([^/]+)\/update$/, answer: versions },
  { method: 'POST', path: /^\/api\/instances\/([^/]+)\/update$/, answer: update },
  { method: 'POST', path: /^\/api\/instances\/([^/]+)\/rollback$/, answer: rollback },
  { method: 'GET', path: /^\/api\/instances\/([^/]+)\/details$/, answer: details },
]
