import { Figures } from '../../../src/model/figures.ts'
import type { Figure } from '../../../src/model/figures.ts'
import { ProjectView, ReleaseView } from '../../../src/model/project.ts'
import type { PushWord } from '../../../src/model/project.ts'
import { SshKeyView } from '../../../src/model/sshkey.ts'
import { ago } from './sample.ts'

/** Projects as the engine would have them; parsed, so that they cannot drift from the contracts. */

type Changes<T> = Partial<Record<keyof T, unknown>>

export function projectOf(name: string, changes: Changes<ProjectView> = {}): ProjectView {
  const whose = { owner: { kind: 'person', id: 'ada1' }, ownerName: 'Ada', branch: null, deploys: 'main', grants: [], services: [], domains: [] }
  const remote = { ssh: `ssh://berth@berth.localhost:2222/${name}`, https: `https://berth.localhost/git/${name}.git` }
  const now = { live: 3, last: 3, state: 'running', status: 'RUNNING', job: null, cause: null, url: `http://${name}.localhost/`, created: ago(60 * 24 * 9) }
  return ProjectView.parse({ name, ...whose, remote, ...now, ...changes })
}

/** One where nothing was pushed yet. */
export function freshProject(name: string, changes: Changes<ProjectView> = {}): ProjectView {
  return projectOf(name, { deploys: null, live: null, last: 0, state: null, status: 'STATUS_UNKNOWN', created: ago(1), ...changes })
}

export function releaseOf(project: string, number: number, changes: Changes<ReleaseView> = {}): ReleaseView {
  const commit = `${number}f0e5c2a9b7d4813f6e1c0a7b9d2e4f6a8c1b3d5`.slice(0, 40)
  const made = { project, number, source: 'push', of: null, commit, branch: 'main', author: 'Ada Lovelace', subject: `Change ${number} of the till`, by: 'Ada' }
  const images = { web: { name: `berth-quay1234/${project}:${commit.slice(0, 12)}`, digest: `sha256:${'ab12'.repeat(16)}`, exposed: [8080] } }
  const rest = { services: [], env: ['SECRET_KEY'], job: `build${number}`, created: ago(60 * 24 * (4 - number) + 30), refused: null, state: 'past', kept: true }
  return ReleaseView.parse({ ...made, builder: 'dockerfile', images, ...rest, envChanged: { added: [], changed: [], removed: [] }, ...changes })
}

export const buildFailed = {
  code: 'build-step',
  message: 'The build failed at RUN npm ci: exit code 1.',
  fix: 'Its last lines say why; correct it and push again. What served before goes on.',
  at: ago(20),
  log: ['npm error code EUSAGE', 'npm error `npm ci` can only install with an existing package-lock.json'],
}

/** Of `shop`, the newest first. */
export const shopReleases: readonly ReleaseView[] = [
  releaseOf('shop', 4, { state: 'refused', refused: { ...buildFailed, code: 'wrong-port', message: 'shop listens on 3000, not on 8080.', fix: 'Let it listen on the port in the variable PORT.' } }),
  releaseOf('shop', 3, { state: 'live', source: 'env', of: 2, job: null, envChanged: { added: ['MAIL_FROM'], changed: ['SECRET_KEY'], removed: ['DEBUG'] } }),
  releaseOf('shop', 2, { services: [{ name: 'db', kind: 'postgres', image: 'postgres:17' }] }),
  releaseOf('shop', 1, { kept: false, subject: 'First light, with a subject line that goes on and on as if nobody had ever told its author where such lines end', env: [] }),
]

export const projects: readonly ProjectView[] = [
  projectOf('shop', { last: 4, services: [{ name: 'db', kind: 'postgres', image: 'postgres:17' }], domains: ['shop.example.org', 'www.a-rather-long-name-of-a-shop-in-the-harbour.example.org'] }),
  projectOf('site', { live: 1, last: 1, state: 'paused', cause: buildFailed, owner: { kind: 'group', name: 'family' }, ownerName: 'family' }),
  freshProject('tide'),
]

export const building: readonly PushWord[] = [
  { type: 'line', line: '----> Receiving 3f0e5c2a' },
  { type: 'line', line: '----> Dockerfile found' },
  { type: 'line', line: '#5 [2/4] COPY package.json package-lock.json ./' },
  { type: 'line', line: `#6 [3/4] RUN npm ci ${'x'.repeat(200)}` },
]

export function keyOf(id: string, label: string, changes: Changes<SshKeyView> = {}): SshKeyView {
  const print = `SHA256:${id.repeat(4).slice(0, 43)}`
  return SshKeyView.parse({ id, label, type: 'ssh-ed25519', fingerprint: print, created: ago(60 * 24 * 20), used: ago(90), ...changes })
}

/** A busy morning and a quiet noon. */
function day(): Figure[] {
  const marks = Array.from({ length: 288 }, (_, mark) => 288 - mark).filter((mark) => mark > 200 || mark < 130)
  return marks.map((mark, index) => ({
    at: ago(mark * 5),
    cpu: Math.round(12 + 30 * Math.abs(Math.sin(mark / 17)) + (mark % 7)),
    memory: Math.round(90e6 + 40e6 * Math.abs(Math.sin(mark / 40))),
    received: index * 40_000,
    sent: index * 400_000,
  }))
}

export function figuresOf(changes: Changes<Figures> = {}): Figures {
  const marks = day()
  const services = [
    { name: 'web', cpu: 11.2, memory: 96e6, memoryLimit: 268_435_456 },
    { name: 'db', cpu: 1.4, memory: 41e6, memoryLimit: null },
  ]
  const times = { uptime: 11_400, created: ago(60 * 24 * 9), lastStarted: ago(190), lastBackedUp: null }
  const now = { at: ago(0), cpu: 12.6, memory: 137e6, received: 11_520_000, sent: 115_200_000 }
  return Figures.parse({ now, memoryLimit: 268_435_456, disk: 48_300_000, ...times, day: marks, services, ...changes })
}
