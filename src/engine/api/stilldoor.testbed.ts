import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { JobId } from '../../model/names.ts'
import type { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import type { Deploying, ProjectOwner, ProjectView, PushWord } from '../../model/project.ts'
import type { Followed, ProjectsDoor } from './projectsdoor.ts'

export function projectView(name: InstanceName, owner: ProjectOwner): ProjectView {
  const state = { live: null, last: 0, state: null, status: 'STATUS_UNKNOWN' as const, job: null, cause: null }
  const where = { remote: { ssh: `ssh://x/${name}`, https: `http://x/git/${name}` }, url: `http://${name}.localhost/` }
  return { name, owner, ownerName: owner.kind === 'person' ? owner.id : owner.name, branch: null, deploys: null, grants: [], services: [], domains: [], ...state, ...where, created: '2026' }
}

/** For tests: a push door that remembers what it was asked, and deploys nothing. */
export interface StillDoor {
  readonly door: ProjectsDoor
  readonly asked: unknown[]
  readonly all: Map<InstanceName, ProjectView>
  /** The signals of what it was asked to follow, and of git. */
  readonly signals: AbortSignal[]
  /** Neither a follow nor git comes to an end by itself. */
  endless: boolean
}

export function stillDoor(): StillDoor {
  const still: Omit<StillDoor, 'door'> = { asked: [], all: new Map(), signals: [], endless: false }
  const put = (view: ProjectView): ProjectView => {
    still.all.set(view.name, view)
    return view
  }
  const one = (name: InstanceName): ProjectView => {
    const found = still.all.get(name)
    if (!found) throw new Problem('not-found', { what: 'project', name })
    return found
  }
  const asked = (what: string, name: InstanceName, ...more: readonly unknown[]): Deploying => {
    still.asked.push([what, one(name).name, ...more])
    return { project: name, job: JobId.parse('job1'), release: null }
  }
  const door: ProjectsDoor = {
    views: async () => [...still.all.values()],
    view: async (name) => still.all.get(name),
    create: async ({ name, owner, branch }) => {
      if (still.all.has(name)) throw new Problem('conflict', { what: 'a project', name })
      return put({ ...projectView(name, owner), branch })
    },
    change: async (name, { owner, branch }) => put({ ...one(name), ...(branch === undefined ? {} : { branch }), ...(owner ? { owner } : {}) }),
    remove: async (name) => void still.all.delete(name),
    releases: async () => [],
    rollback: async (name, release, by) => asked('rollback', name, release, by.name),
    redeploy: async (name, by) => asked('redeploy', name, by.name),
    image: async (name, image, by) => asked('image', name, image, by.name),
    source: async (name, { file, ...more }, by) => asked('source', name, (await readFile(file)).length, more, by.name),
    env: async (_, reveal) => [{ name: 'KEY', value: reveal ? 'hush' : null, length: 4, changed: '2026' }],
    envChange: async (name, wish, by) => ({ env: [], deploying: asked('env', name, wish, by.name) }),
    envImport: async (name, text, later, by) => ({ env: [], deploying: asked('import', name, text, later, by.name) }),
    attach: async (name, body, by) => asked('attach', name, body, by.name),
    detach: async (name, service, by) => asked('detach', name, service, by.name),
    follow: (name, what, signal) => {
      asked('follow', name, what)
      still.signals.push(signal)
      return words(what, still.endless ? signal : undefined)
    },
    git: async (name, { method, path, query, headers, body }, by, signal) => {
      asked('git', name, method, path, query, headers, by.name)
      still.signals.push(signal)
      return { status: 200, headers: { 'content-type': 'application/x-berth-test' }, body: still.endless ? Readable.from(silence(signal)) : body }
    },
  }
  return Object.assign(still, { door })
}

async function* words(what: Followed, endless: AbortSignal | undefined): AsyncGenerator<PushWord> {
  yield { type: 'line', line: JSON.stringify(what) }
  if (what.release === 404) throw new Problem('not-found', { what: 'release', name: '404' })
  if (endless) yield* silence(endless)
  yield { type: 'end', ok: true, lines: ['done'], url: null, release: 1 }
}

async function* silence(signal: AbortSignal): AsyncGenerator<never> {
  yield await new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))))
}
