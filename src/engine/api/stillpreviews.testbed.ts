import type { PreviewView } from '../../model/preview.ts'
import { connectionSample, releaseSample, repositorySample } from '../../model/doorviews.testbed.ts'
import { Problem } from '../../model/problem.ts'
import type { InstanceName } from '../../model/names.ts'
import type { PreviewsDoor } from './previewsdoor.ts'

type Delivered = Parameters<PreviewsDoor['deliver']>[1] & { readonly provider: string }

/** For tests: a preview door that remembers what it was asked, and builds nothing. */
export interface StillPreviews {
  readonly door: PreviewsDoor
  readonly all: Map<InstanceName, PreviewView>
  readonly asked: unknown[]
  readonly delivered: Delivered[]
}

/** A webhook is right with the header `x-signature: right`; the event `odd` means nothing. */
export function stillPreviews(): StillPreviews {
  const still: Omit<StillPreviews, 'door'> = { all: new Map(), asked: [], delivered: [] }
  const one = (name: InstanceName): PreviewView => {
    const found = still.all.get(name)
    if (!found) throw new Problem('not-found', { what: 'preview', name })
    return found
  }
  const asked = (what: string, name: InstanceName, ...more: readonly unknown[]): PreviewView => {
    const found = one(name)
    still.asked.push([what, name, ...more])
    return found
  }
  const door: PreviewsDoor = {
    deliver: async (provider, incoming) => {
      const { headers } = incoming
      if (headers['x-signature'] !== 'right') throw new Problem('bad-signature', { reason: 'it is another secret' })
      if (headers['x-github-event'] === 'odd') return null
      const isKnown = still.delivered.some((before) => before.headers['x-github-delivery'] === headers['x-github-delivery'])
      still.delivered.push({ provider, ...incoming })
      return isKnown ? { queued: false, reason: 'it was received before' } : { queued: true, reason: null }
    },
    views: async () => [...still.all.values()],
    view: async (name) => still.all.get(name),
    start: async (what, by) => {
      still.asked.push(['start', what, by.name])
      const [first] = still.all.values()
      if (!first) throw new Problem('no-connection', { url: 'https://git.example.org' })
      return first
    },
    approve: async (name, commit, by) => {
      const { head } = one(name)
      if (head.commit !== commit) throw new Problem('stale-approval', { commit: head.commit })
      return asked('approve', name, commit, by.name)
    },
    redeploy: async (name, by) => asked('redeploy', name, by.name),
    stop: async (name, by) => asked('stop', name, by.name),
    resume: async (name, by) => asked('resume', name, by.name),
    extend: async (name, hours, by) => asked('extend', name, hours, by.name),
    remove: async (name, by) => {
      asked('remove', name, by.name)
      still.all.delete(name)
    },
    releases: async (name) => [releaseSample(one(name).name)],
    ...books(still.asked),
  }
  return Object.assign(still, { door })
}

type Books = Omit<PreviewsDoor, 'deliver' | 'view' | 'views' | 'start' | 'approve' | 'redeploy' | 'stop' | 'resume' | 'extend' | 'remove' | 'releases'>

function books(asked: unknown[]): Books {
  const only = (id: string, wanted: string, what: string): void => {
    if (id !== wanted) throw new Problem('not-found', { what, name: id })
  }
  const [connection, repository] = [connectionSample(), repositorySample()]
  return {
    connections: async () => [connection],
    connect: async ({ token, ...body }, by) => {
      asked.push(['connect', body, token.length, by.name])
      return { connection, secret: 'told this once' }
    },
    manifest: async (body, origin, by) => {
      asked.push(['manifest', body, origin, by.name])
      return { action: 'https://github.com/settings/apps/new?state=x', manifest: '{}' }
    },
    manifested: async (code, state) => {
      if (state !== 'ours') throw new Problem('late-connection')
      asked.push(['manifested', code])
      return '/previews/connections?connected=c0nnect1'
    },
    disconnect: async (id) => only(id, connection.id, 'connection'),
    repositories: async () => [repository],
    addRepository: async (id, path) => {
      only(id, connection.id, 'connection')
      asked.push(['add', path])
      return repository
    },
    changeRules: async (id, change) => {
      only(id, repository.id, 'repository')
      asked.push(['rules', change])
      return repository
    },
    removeRepository: async (id) => only(id, repository.id, 'repository'),
    env: async (id, reveal) => {
      only(id, repository.id, 'repository')
      return [{ name: 'KEY', value: reveal ? 'hush' : null, length: 4, changed: '2026' }]
    },
    envChange: async (id, change) => {
      only(id, repository.id, 'repository')
      asked.push(['env', change])
      return []
    },
  }
}
