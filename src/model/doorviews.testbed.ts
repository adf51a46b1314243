import { ImageGuess, LabDocument, RegisteredImageView, Registry } from './image.ts'
import { ConnectionView, PreviewView, RepositoryView, usualRules } from './preview.ts'
import { ReleaseView } from './project.ts'

/** For tests: previews and images as the API gives them; parsed, so that they cannot drift from the contracts. */

const long = '2026-02-03T04:05:06.000Z'
export const commit = 'abcdef1234567890abcdef1234567890abcdef12'
export const repositoryId = '0123456789ab'

export function previewSample(name: string, changes: object = {}): PreviewView {
  const pull = { repository: repositoryId, of: { kind: 'pull', number: 7 }, title: 'Make it blue', author: 'ada', page: 'https://github.com/acme/shop/pull/7', base: 'main', draft: false, labels: [] }
  const head = { commit, ref: 'blue', repository: 'acme/shop', fork: false, author: 'ada' }
  const judged = { open: true, trusted: true, approved: null, byHand: false, stopped: null, job: null, commits: [], failure: null, live: commit, ending: null, created: long }
  const now = { state: 'running', held: null, path: 'acme/shop', provider: 'github', url: `http://${name}.localhost/`, commitUrl: null, hoursLeft: 167.5, outsider: false, progress: null }
  return PreviewView.parse({ name, ...pull, head, ...judged, ...now, ...changes })
}

export function connectionSample(changes: object = {}): ConnectionView {
  const made = { id: 'c0nnect1', provider: 'github', url: 'https://github.com', api: 'https://api.github.com', label: 'acme', by: { kind: 'token', login: 'ada' }, created: long, cause: null }
  return ConnectionView.parse({ ...made, hook: 'http://berth.localhost/doors/preview/github', repositories: 1, heard: null, ...changes })
}

export function repositorySample(changes: object = {}): RepositoryView {
  const made = { id: repositoryId, connection: 'c0nnect1', path: 'acme/shop', remote: '1', stem: 'shop', rules: usualRules, secrets: ['KEY'], created: long, cause: null }
  return RepositoryView.parse({ ...made, provider: 'github', page: 'https://github.com/acme/shop', previews: 1, ...changes })
}

export function imageSample(name: string, changes: object = {}): RegisteredImageView {
  const made = {
    name,
    title: name,
    images: { web: 'ghcr.io/acme/wiki:1.2' },
    compose: null,
    settings: { port: 8080 },
    access: 'private',
    policy: {},
    digests: {},
    tags: {},
    newer: {},
    looked: null,
    cause: null,
  }
  const now = { hook: 'h00k', hookUrl: 'http://berth.localhost/doors/image/h00k', url: `http://${name}.localhost/`, state: 'running', live: 2, job: null, failure: null, created: long }
  return RegisteredImageView.parse({ ...made, ...now, ...changes })
}

export function guessSample(changes: object = {}): ImageGuess {
  const found = { name: 'wiki', images: { web: 'ghcr.io/acme/wiki:1.2' }, port: 8080, ports: [8080], env: [{ name: 'MODE', value: 'plain' }], volumes: { data: '/data' } }
  return ImageGuess.parse({ ...found, bytes: 48_300_000, digest: `sha256:${'0'.repeat(64)}`, tags: ['1.3'], notes: [], here: false, ...changes })
}

export function documentSample(changes: object = {}): LabDocument {
  return LabDocument.parse({ app: 'wiki', document: 'guide', title: 'A guide', minutes: 20, steps: 4, source: { kind: 'upload' }, updated: long, ...changes })
}

export function registrySample(host: string): Registry {
  return Registry.parse({ host, user: 'ada', created: long })
}

export function releaseSample(project: string, changes: object = {}): ReleaseView {
  const made = { project, number: 1, source: 'pull', of: null, commit, branch: 'blue', author: 'ada', subject: 'Blue', by: 'ada', builder: 'dockerfile', images: {}, services: [], env: [], job: null }
  return ReleaseView.parse({ ...made, created: long, refused: null, state: 'live', kept: true, envChanged: { added: [], changed: [], removed: [] }, ...changes })
}
