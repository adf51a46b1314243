import { documentSample } from '../../../src/model/doorviews.testbed.ts'
import { ConfirmBody } from '../../../src/model/api.ts'
import { ImageChange, LabDocumentBody, LookBody, RegisterBody, RegistryBody } from '../../../src/model/image.ts'
import type { RegisteredImageView } from '../../../src/model/image.ts'
import { JobId } from '../../../src/model/names.ts'
import { Problem } from '../../../src/model/problem.ts'
import { EnvBody, RollbackBody } from '../../../src/model/project.ts'
import { linesOf, withChange } from './env.ts'
import { comingImage } from './images.ts'
import type { Answer, Asked, Route } from './route.ts'
import { jobOf } from './sample.ts'

const ok = { body: { ok: true } }

function imageIn({ rows, parts: [name = ''] }: Asked): RegisteredImageView {
  const found = rows.registered.all.get(name)
  if (!found) throw new Problem('not-found', { what: 'image', name })
  return found
}

function look({ rows, body }: Asked): Answer {
  const { image } = LookBody.parse(body)
  if (image?.includes('secret')) throw new Problem('registry-denied', { host: 'ghcr.io', image, reason: 'sign in first' })
  return { body: rows.registered.guess }
}

/** Takes it on and leaves it to the test how it goes on. */
function work({ rows }: Asked, name: string): JobId {
  const id = JobId.parse(`image${rows.jobs.size + 100}`)
  const at = new Date().toISOString()
  rows.putJob(jobOf(id, { kind: 'image', title: `Fetch ${name}`, instance: name, step: 'pull', progress: 0.2, created: at, updated: at }))
  return id
}

function register(asked: Asked): Answer {
  const { name = 'image', image = 'compose', title = name } = RegisterBody.parse(asked.body)
  if (asked.rows.registered.all.has(name)) throw new Problem('conflict', { what: 'an app', name })
  const job = work(asked, name)
  asked.rows.registered.put(comingImage(name, { title, images: { web: image }, job }))
  return { status: 202, body: { name, job } }
}

function change(asked: Asked): Answer {
  const { image, policy, title } = ImageChange.parse(asked.body)
  const { name } = imageIn(asked)
  return { body: asked.rows.registered.change(name, { ...(title && { title }), ...(policy && { policy }), ...(image && { images: { web: image } }) }) }
}

function remove(asked: Asked): Answer {
  const view = imageIn(asked)
  if (ConfirmBody.parse(asked.body).confirm !== view.name) throw new Problem('confirm-image', { name: view.name })
  asked.rows.registered.drop(view)
  return { status: 202, ...ok }
}

function take(asked: Asked): Answer {
  const { name } = imageIn(asked)
  const job = work(asked, name)
  asked.rows.registered.change(name, { job })
  return { status: 202, body: { name, job } }
}

function changeEnv(asked: Asked): Answer {
  const { name } = imageIn(asked)
  const { env } = asked.rows.registered
  env.set(name, withChange(env.get(name), EnvBody.parse(asked.body)))
  return { body: linesOf(env.get(name), false) }
}

function signIn({ rows: { registered }, body }: Asked): Answer {
  const { host, user, password } = RegistryBody.parse(body)
  if (password === 'wrong') throw new Problem('registry-denied', { host, image: 'anything', reason: 'unauthorized' })
  const made = { host, user, created: new Date().toISOString() }
  registered.registries = [...registered.registries.filter((each) => each.host !== host), made]
  return { status: 201, body: made }
}

function putDocument({ rows: { registered }, parts: [app, document], body }: Asked): Answer {
  const { text, git } = LabDocumentBody.parse(body)
  if (text !== undefined && !text.startsWith('# ')) throw new Problem('bad-document', { reason: 'it has no title' })
  const source = git ? { kind: 'git', ...git, commit: 'cd'.repeat(20) } : { kind: 'upload' }
  const made = documentSample({ app, document, title: text?.slice(2).split('\n')[0] ?? 'From git', source, updated: new Date().toISOString() })
  registered.documents = [...registered.documents.filter((each) => each.document !== document), made]
  return { body: made }
}

const image = '/api/images/([^/]+)'

function at(path: string): RegExp {
  return new RegExp(`^${path}$`)
}

export const imageRoutes: readonly Route[] = [
  { method: 'POST', path: at('/api/images/look'), answer: look },
  { method: 'POST', path: at('/api/images'), answer: register },
  { method: 'PATCH', path: at(image), answer: change },
  { method: 'DELETE', path: at(image), answer: remove },
  { method: 'POST', path: at(`${image}/check`), answer: (asked) => ({ body: asked.rows.registered.change(imageIn(asked).name, { looked: new Date().toISOString() }) }) },
  { method: 'POST', path: at(`${image}/take`), answer: take },
  { method: 'GET', path: at(`${image}/releases`), answer: (asked) => ({ body: asked.rows.registered.releases.get(imageIn(asked).name) ?? [] }) },
  { method: 'POST', path: at(`${image}/rollback`), answer: (asked) => ({ status: 202, body: { name: imageIn(asked).name, release: RollbackBody.parse(asked.body).release } }) },
  { method: 'GET', path: at(`${image}/env`), answer: (asked) => ({ body: linesOf(asked.rows.registered.env.get(imageIn(asked).name), asked.query.get('reveal') === 'true') }) },
  { method: 'PATCH', path: at(`${image}/env`), answer: changeEnv },
  { method: 'GET', path: at('/api/registries'), answer: ({ rows }) => ({ body: rows.registered.registries }) },
  { method: 'POST', path: at('/api/registries'), answer: signIn },
  {
    method: 'DELETE',
    path: at('/api/registries/([^/]+)'),
    answer: ({ rows: { registered }, parts: [host] }) => ((registered.registries = registered.registries.filter((each) => each.host !== host)), ok),
  },
  { method: 'GET', path: at('/api/documents'), answer: ({ rows }) => ({ body: rows.registered.documents }) },
  { method: 'PUT', path: at('/api/documents/([^/]+)/([^/]+)'), answer: putDocument },
  {
    method: 'DELETE',
    path: at('/api/documents/([^/]+)/([^/]+)'),
    answer: ({ rows: { registered }, parts: [, document] }) => ((registered.documents = registered.documents.filter((each) => each.document !== document)), ok),
  },
]
