import { randomBytes, randomUUID } from 'node:crypto'
import { startByHand } from '../doors/preview/byhand.ts'
import { newSecret } from '../doors/preview/connections.ts'
import type { PreviewDoor } from '../doors/preview/preview.ts'
import type { InstanceName } from '../model/names.ts'
import type { Connection, ConnectionMade, ConnectionView, PreviewRepository, PreviewView, RepositoryView } from '../model/preview.ts'
import { Problem } from '../model/problem.ts'
import type { PreviewsDoor } from './api/previewsdoor.ts'

export interface PreviewsDoorTools {
  readonly door: PreviewDoor
  readonly hook: (provider: Connection['provider']) => string
  /** As all of a provider tells this machine from others. */
  readonly machine: string
  readonly signal: AbortSignal
}

/** Milliseconds that somebody may take at GitHub. */
const patience = 60 * 60_000

/** The preview door, as the API asks it. */
export function previewsDoor(tools: PreviewsDoorTools): PreviewsDoor {
  const { door } = tools
  const { previews, repositories, connections, deeds } = door
  const shown = async (name: InstanceName, work: () => Promise<void>): Promise<PreviewView> => {
    previews.get(name)
    await work()
    const view = await door.view(name)
    if (!view) throw new Problem('not-found', { what: 'preview', name })
    return view
  }
  return {
    deliver: async (provider, incoming) => await door.deliver(provider, incoming),
    views: async () => await door.views(),
    view: async (name) => await door.view(name),
    start: async (what) => {
      const { name } = await startByHand(door, what)
      return await shown(name, async () => await Promise.resolve())
    },
    approve: async (name, commit, by) => await shown(name, async () => await deeds.approve(name, commit, by.name)),
    redeploy: async (name) => await shown(name, async () => await deeds.redeploy(name)),
    stop: async (name) => await shown(name, async () => await deeds.stop(name)),
    resume: async (name) => await shown(name, async () => await deeds.resume(name)),
    extend: async (name, hours) => await shown(name, async () => await deeds.extend(name, hours)),
    remove: async (name) => await deeds.remove(name),
    releases: async (name) => await door.releases.views(previews.get(name).name),
    ...connecting(tools),
    repositories: async () => await Promise.resolve(repositories.all().map((one) => repositoryView(door, one))),
    addRepository: async (id, path) => {
      const connection = connections.get(id)
      const facts = await (await connections.client(id)).repository(path)
      if (!facts) throw new Problem('provider-denied', { provider: connection.label, reason: `it sees no repository ${path}` })
      const made = await repositories.seen(connection, facts)
      await door.reconsider(made.id)
      return repositoryView(door, made)
    },
    changeRules: async (id, change) => {
      const changed = await repositories.change(id, change)
      await door.reconsider(id)
      return repositoryView(door, changed)
    },
    removeRepository: async (id) => await door.removeRepository(id),
    env: async (id, reveal) => await repositories.lines(id, reveal),
    envChange: async (id, change) => await repositories.changeEnv(id, change),
  }
}

type Connecting = Pick<PreviewsDoor, 'connections' | 'connect' | 'manifest' | 'manifested' | 'disconnect'>

interface Begun {
  readonly url: string | undefined
  readonly until: number
}

/** Making and ending connections. Those that are begun at GitHub are remembered for an hour, or until the engine ends. */
function connecting({ door, hook, machine, signal }: PreviewsDoorTools): Connecting {
  const { connections } = door
  const begun = new Map<string, Begun>()
  const view = (connection: Connection): ConnectionView => connectionView(door, hook, connection)
  return {
    connections: async () => await Promise.resolve(connections.all().map(view)),
    connect: async ({ provider, url, label, token, secret = newSecret() }): Promise<ConnectionMade> => {
      const { identify } = await import('../doors/preview/providers/identify.ts')
      const made = await identify(provider, url, token, { signal })
      const connection = await connections.add({ ...made, label: label ?? made.label }, { webhook: secret, token, key: null })
      return { connection: view(connection), secret }
    },
    manifest: async ({ url, organisation }, origin) => {
      const { manifestForm } = await import('../doors/preview/providers/github/manifest.ts')
      const state = randomUUID()
      forgetLate(begun)
      begun.set(state, { url, until: performance.now() + patience })
      const back = `${origin}/api/previews/connections/github/done`
      const called = `Berth ${machine} ${randomBytes(2).toString('hex')}`
      return manifestForm({ ...(url === undefined ? {} : { url }), ...(organisation === undefined ? {} : { organisation }), name: called, home: origin, hook: hook('github'), back, state })
    },
    manifested: async (code, state) => {
      const { convert } = await import('../doors/preview/providers/github/manifest.ts')
      forgetLate(begun)
      const known = begun.get(state)
      if (!known) throw new Problem('late-connection')
      begun.delete(state)
      const { connection, secrets, install } = await convert(code, known.url, { signal })
      await connections.add(connection, secrets)
      return install
    },
    disconnect: async (id) => await door.disconnect(id),
  }
}

function forgetLate(begun: Map<string, Begun>): void {
  for (const [state, { until }] of begun) if (until < performance.now()) begun.delete(state)
}

function connectionView({ connections, repositories }: PreviewDoor, hook: PreviewsDoorTools['hook'], connection: Connection): ConnectionView {
  return { ...connection, hook: hook(connection.provider), repositories: repositories.of(connection.id).length, heard: connections.heard(connection.id) }
}

function repositoryView({ connections, previews }: PreviewDoor, repository: PreviewRepository): RepositoryView {
  const { provider, url } = connections.get(repository.connection)
  return { ...repository, provider, page: `${url}/${repository.path}`, previews: previews.of(repository.id).filter(({ ending }) => ending === null).length }
}
