import { Figures } from '../model/figures.ts'
import { EnvLine, ProjectView, ReleaseView } from '../model/project.ts'
import { SshKeyView } from '../model/sshkey.ts'
import { cause, instanceOf, recently } from './sample.testbed.ts'

/** Projects and what belongs to them, as the engine has them; parsed, so that they cannot drift from the contracts. */

export function projectOf(changes: Partial<Record<keyof ProjectView, unknown>> = {}): ProjectView {
  const made = {
    name: 'blog',
    owner: { kind: 'person', id: 'p1' },
    ownerName: 'Ada',
    branch: null,
    deploys: 'main',
    remote: { ssh: 'ssh://berth@berth.localhost:2222/blog.git', https: 'http://berth.localhost/git/blog.git' },
  }
  const now = {
    grants: [],
    services: [{ name: 'db', kind: 'postgres', image: 'postgres:17' }],
    domains: ['blog.example.org'],
    live: 7,
    last: 8,
    state: 'running',
    status: 'RUNNING',
    job: 'job1',
    cause: null,
  }
  return ProjectView.parse({ ...made, ...now, url: 'http://blog.localhost', created: recently, ...changes })
}

function releaseOf(changes: object): ReleaseView {
  const made = { project: 'blog', source: 'push', of: null, commit: 'abcdef1234567890', branch: 'main', author: 'Ada', subject: 'Begin', by: 'Ada', builder: 'dockerfile', images: {} }
  return ReleaseView.parse({ ...made, services: [], env: [], job: 'job1', created: recently, refused: null, kept: true, envChanged: { added: [], changed: [], removed: [] }, ...changes })
}

export const projects = [
  projectOf(),
  projectOf({ name: 'site', live: null, last: 0, state: null, status: 'STATUS_UNKNOWN', deploys: null, services: [], domains: [], job: null, cause, url: 'http://site.localhost' }),
]
export const releases = [
  releaseOf({ number: 8, state: 'refused', refused: cause }),
  releaseOf({ number: 7, state: 'live', source: 'env', of: 6, envChanged: { added: ['A'], changed: ['B'], removed: ['C'] } }),
  releaseOf({ number: 6, state: 'past', subject: null, commit: null }),
  releaseOf({ number: 1, state: 'past', kept: false }),
]
export const env = [EnvLine.parse({ name: 'API_KEY', value: null, length: 32, changed: recently }), EnvLine.parse({ name: 'MODE', value: null, length: 6, changed: recently })]
export const keys = [
  SshKeyView.parse({ id: '0123456789ab', label: 'laptop', type: 'ssh-ed25519', fingerprint: 'SHA256:abc', created: recently, used: null }),
  SshKeyView.parse({ id: 'ba9876543210', label: 'ci', type: 'ssh-rsa', fingerprint: 'SHA256:def', created: recently, used: recently }),
]
const figure = { at: recently, cpu: 12.34, memory: 60e6, received: 5000, sent: 2e6 }
export const figures = Figures.parse({
  now: figure,
  memoryLimit: 512e6,
  disk: 48_300_000,
  uptime: 3700,
  created: recently,
  lastStarted: recently,
  lastBackedUp: null,
  day: [
    { ...figure, cpu: 50, memory: 100_000_000 },
    { ...figure, cpu: 0, memory: 0 },
  ],
  services: [
    { name: 'web', cpu: 12, memory: 50e6, memoryLimit: 512e6 },
    { name: 'db', cpu: 0.34, memory: 10e6, memoryLimit: null },
  ],
})

export const projectRows: Readonly<Record<string, unknown>> = {
  'GET /api/projects': projects,
  'GET /api/projects/blog': projects[0],
  'GET /api/projects/site': projects[1],
  'GET /api/projects/blog/releases': releases,
  'GET /api/projects/blog/env': env,
  'GET /api/projects/blog/keys': keys.slice(1),
  'GET /api/instances/blog': instanceOf('blog', { origin: { door: 'push', project: 'blog' } }),
  'GET /api/instances/blog/figures': figures,
  'GET /api/keys': keys,
}
