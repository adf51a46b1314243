import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Spec, Status } from '../model/instance.ts'
import { AppName, InstanceName, JobId, ServiceName } from '../model/names.ts'
import { PersonId } from '../model/person.ts'
import type { Project, Release } from '../model/project.ts'
import { EnvName, ProjectFile } from '../model/projectfile.ts'

/** For tests: rows as they really look, and a folder that goes with its scope. */
export function sampleSpec(name: string): Spec {
  const service = { name: ServiceName.parse('web'), image: 'wiki:1', needs: [], healthcheck: false, grace: 10 }
  const plan = { services: [service], entries: [{ service: service.name, port: 80, protocol: 'http' as const }], readyWithin: 120, digest: 'd1', headers: [], hostNetwork: false }
  const origin = { door: 'store' as const, store: 'starter', app: AppName.parse('wiki') }
  const lifecycle = { always_on: false, skip_pause: false }
  const policy = { access: 'private' as const, paths: { '/share': 'public' as const } }
  const should = { origin, version: '1.0', offered: null, mode: 'on-request' as const, policy, lifecycle, plan, removal: null, retries: 0 }
  const more = { size: 'xs' as const, grants: [], updates: { when: 'ask' as const, from: 2, to: 5 }, update: null, next: null, domains: [], aliases: [], refused: null, kept: null }
  return { name: InstanceName.parse(name), title: 'Wiki', ...should, ...more, subnet: '10.88.0.0/28', listeners: [{ port: 9001, entry: 0 }], created: '2026-11-21T06:00:00.000Z' }
}

export function sampleStatus(name: string): Status {
  const cause = { code: 'unhealthy', message: 'It did not answer.', fix: 'Retry.', at: '2026-11-21T06:01:00.000Z', log: ['last words'] }
  return { name: InstanceName.parse(name), state: 'failed', since: '2026-11-21T06:01:00.000Z', cause, crashes: 2, oom: 1, nextTry: 1234 }
}

export function sampleProject(name: string): Project {
  const owner = { kind: 'person' as const, id: PersonId.parse('owner') }
  return {
    name: InstanceName.parse(name),
    owner,
    branch: null,
    grants: [],
    services: [{ name: 'postgres', kind: 'postgres', image: 'postgres:17' }],
    judged: null,
    last: 1,
    created: '2026-11-21T06:00:00.000Z',
  }
}

export function sampleRelease(project: string, number: number): Release {
  const images = { web: { name: `berth-abcdefgh/${project}:0123456789ab`, digest: `sha256:${'0'.repeat(64)}`, exposed: [8080] } }
  const from = { source: 'push' as const, of: null, commit: '0123456789abcdef0123456789abcdef01234567', branch: 'main', author: 'Ada', subject: 'Begin', by: 'Ada', builder: 'dockerfile' as const }
  const made = { images, processes: { worker: ['node', 'worker.js'] }, file: ProjectFile.parse({ port: 8080 }), labels: {}, seed: null, services: [], env: [EnvName.parse('COLOUR')] }
  return { project: InstanceName.parse(project), number, ...from, ...made, job: JobId.parse(`build${number}`), created: '2026-11-21T06:02:00.000Z', refused: null }
}

export async function tempFolder(): Promise<AsyncDisposable & { readonly path: string; file(name: string): string }> {
  const path = await mkdtemp(join(tmpdir(), 'berth-'))
  return { path, file: (name) => join(path, name), [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
