import { connectionSample, previewSample, repositorySample } from '../../../src/model/doorviews.testbed.ts'
import type { ConnectionView, PreviewView, RepositoryView } from '../../../src/model/preview.ts'
import { ago } from './sample.ts'

/** What is hostile in a title stands there as text. */
export const hostile = '<img src=x onerror="document.title=\'taken\'"> "; $(rm -rf /) \u202Efdp.exe {{7*7}}'

export const first = 'abcdef1234567890abcdef1234567890abcdef12'
export const second = '1234567890abcdef1234567890abcdef12345678'

export const fell = {
  code: 'build-step',
  message: 'The build failed at RUN npm test: exit code 1.',
  fix: 'Its last lines say why; correct it and push again.',
  at: ago(20),
  log: ['1 failing', 'AssertionError: it is not blue'],
}

export function previewOf(name: string, number: number, changes: Partial<Record<keyof PreviewView, unknown>> = {}): PreviewView {
  const commits = [{ commit: first, release: 1, at: ago(30) }]
  const built = { commits, commitUrl: `http://${name}-abcdef12.localhost/`, created: ago(60 * 20) }
  return previewSample(name, { of: { kind: 'pull', number }, page: `https://github.com/acme/shop/pull/${number}`, ...built, ...changes })
}

/** One that nobody has built yet. */
export function unbuilt(name: string, number: number, changes: Partial<Record<keyof PreviewView, unknown>> = {}): PreviewView {
  return previewOf(name, number, { commits: [], commitUrl: null, live: null, hoursLeft: null, ...changes })
}

/** Of somebody who may not push. */
export function waitingOf(name: string, number: number, changes: Partial<Record<keyof PreviewView, unknown>> = {}): PreviewView {
  const head = { commit: first, ref: 'topic/`id`', repository: 'mallory/shop', fork: true, author: 'mallory' }
  return unbuilt(name, number, { state: 'approval', trusted: false, outsider: true, author: 'mallory', head, ...changes })
}

/** One in each state. */
export const previews: readonly PreviewView[] = [
  previewOf('shop-pr-7', 7),
  waitingOf('shop-pr-12', 12, { title: hostile }),
  unbuilt('shop-pr-8', 8, { state: 'building', job: 'preview8', progress: { step: 'build', fraction: 0.4, note: '3 of 7 steps' } }),
  previewOf('shop-pr-9', 9, {
    state: 'failed',
    failure: { commit: first, cause: fell, step: 'build', job: 'preview9' },
    title: 'A title that goes on and on as if nobody had ever told its author where such titles are to end',
  }),
  previewOf('shop-pr-10', 10, { state: 'asleep', hoursLeft: 0.4, labels: ['preview', 'a <b>label</b>'], draft: true }),
  unbuilt('shop-pr-11', 11, { state: 'held', held: 'It is a draft, and the rules of its repository leave drafts out.' }),
  previewOf('shop-pr-13', 13, { state: 'stopped', stopped: first }),
  unbuilt('shop-pr-14', 14, { state: 'queued' }),
  previewOf('wiki-main', 1, { of: { kind: 'branch', branch: 'main' }, repository: 'ba9876543210', path: 'harbour/of/wiki', provider: 'gitlab', title: '', state: 'starting' }),
  previewOf('wiki-pr-2', 2, { repository: 'ba9876543210', path: 'harbour/of/wiki', provider: 'gitlab', state: 'ending', ending: 'closed', open: false }),
]

const denied = {
  code: 'provider-denied',
  message: 'GitLab does not let us do this: the token was taken back.',
  fix: 'Give the token or the App what it needs, or connect it anew: Previews, Connections.',
  at: ago(50),
}

export const connections: readonly ConnectionView[] = [
  connectionSample({ heard: ago(3), repositories: 1, by: { kind: 'app', id: 7, slug: 'berth', page: 'https://github.com/apps/berth' } }),
  connectionSample({
    id: 'c0nnect2',
    provider: 'gitlab',
    url: 'https://gitlab.harbour.example',
    label: 'GitLab of the harbour',
    hook: 'http://berth.localhost/doors/preview/gitlab',
    cause: denied,
    repositories: 1,
  }),
]

export const repositories: readonly RepositoryView[] = [
  repositorySample({ previews: 8 }),
  repositorySample({ id: 'ba9876543210', connection: 'c0nnect2', provider: 'gitlab', path: 'harbour/of/wiki', page: 'https://gitlab.harbour.example/harbour/of/wiki', previews: 2, cause: denied }),
]
