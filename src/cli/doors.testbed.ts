import { connectionSample, documentSample, guessSample, imageSample, previewSample, registrySample, releaseSample, repositorySample } from '../model/doorviews.testbed.ts'
import { EnvLine } from '../model/project.ts'
import { cause, instanceOf, recently } from './sample.testbed.ts'

/** Previews and images as the engine has them. */

const head = { commit: 'abcdef1234567890abcdef1234567890abcdef12', ref: 'red', repository: 'eve/shop', fork: true, author: 'eve' }
export const previews = [
  previewSample('shop-pr-7'),
  previewSample('shop-pr-8', {
    state: 'approval',
    of: { kind: 'pull', number: 8 },
    title: 'Red\n\u001b[31mand more of it than anybody wants to read',
    head,
    author: 'eve',
    live: null,
    hoursLeft: null,
    outsider: true,
    page: 'https://github.com/acme/shop/pull/8',
  }),
  previewSample('shop-pr-9', {
    state: 'failed',
    of: { kind: 'pull', number: 9 },
    title: 'Green',
    live: null,
    hoursLeft: null,
    failure: { commit: head.commit, cause: { ...cause, log: ['npm: no such file'] }, step: 'build', job: 'job2' },
  }),
  previewSample('shop-branch-main', { state: 'held', held: 'it is a draft', of: { kind: 'branch', branch: 'main' }, title: 'main', live: null, hoursLeft: 20.4 }),
]
export const connections = [
  connectionSample({ heard: recently }),
  connectionSample({ id: 'c0nnect2', label: 'school', provider: 'gitea', url: 'https://git.example.org', by: { kind: 'app', id: 1, slug: 'berth-school', page: 'https://x' }, cause }),
]
export const repositories = [repositorySample()]
export const images = [
  imageSample('wiki', { newer: { web: { image: 'ghcr.io/acme/wiki:1.3', digest: 'sha256:1', seen: recently } }, settings: { port: 8080, volumes: { data: '/data' } } }),
  imageSample('lab', { images: { web: 'acme/lab:latest' }, state: null, live: null, policy: { take: 'minor', from: 2, to: 5 }, failure: cause }),
]
export const registries = [{ ...registrySample('ghcr.io'), created: recently }]
export const documents = [documentSample({ updated: recently })]
export const secrets = [EnvLine.parse({ name: 'KEY', value: null, length: 4, changed: recently })]
export const guess = guessSample({ notes: ['--restart has no meaning here.'] })
export const versions = [releaseSample('wiki', { number: 2, source: 'newer', commit: null, subject: null, created: recently })]

export const doorRows: Readonly<Record<string, unknown>> = {
  'GET /api/previews': previews,
  'GET /api/previews/shop-pr-7': previews[0],
  'GET /api/previews/shop-pr-8': previews[1],
  'GET /api/previews/shop-pr-9': previews[2],
  'GET /api/jobs/job2/log': [{ seq: 1, at: recently, line: 'npm: no such file' }],
  'GET /api/previews/connections': connections,
  'GET /api/previews/repositories': repositories,
  'GET /api/previews/repositories/0123456789ab/env': secrets,
  'GET /api/images': images,
  'GET /api/images/wiki': images[0],
  'GET /api/images/wiki/releases': versions,
  'GET /api/images/wiki/env': secrets,
  'GET /api/registries': registries,
  'GET /api/documents': documents,
  'GET /api/instances/wiki': instanceOf('wiki', { origin: { door: 'image', image: 'wiki' } }),
  'GET /api/instances/shop-pr-7': instanceOf('shop-pr-7', { origin: { door: 'preview', preview: 'shop-pr-7' } }),
}
