import { documentSample, guessSample, imageSample, registrySample, releaseSample } from '../../model/doorviews.testbed.ts'
import type { RegisteredImageView, Registering } from '../../model/image.ts'
import { InstanceName, JobId } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import type { ImagesDoor } from './imagesdoor.ts'

/** For tests: an image door that remembers what it was asked, and pulls nothing. */
export interface StillImages {
  readonly door: ImagesDoor
  readonly all: Map<InstanceName, RegisteredImageView>
  readonly asked: unknown[]
  /** Of those who wait for a look that does not end: the image `hangs`. */
  readonly signals: AbortSignal[]
}

export function stillImages(): StillImages {
  const still: Omit<StillImages, 'door'> = { all: new Map(), asked: [], signals: [] }
  const one = (name: InstanceName): RegisteredImageView => {
    const found = still.all.get(name)
    if (!found) throw new Problem('not-found', { what: 'image', name })
    return found
  }
  const asked = (what: string, name: InstanceName, ...more: readonly unknown[]): Registering => {
    still.asked.push([what, one(name).name, ...more])
    return { name, job: JobId.parse('job1') }
  }
  const door: ImagesDoor = {
    look: async (body, signal) => {
      still.asked.push(['look', body])
      still.signals.push(signal)
      if (body.image === 'hangs') await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))))
      return guessSample()
    },
    register: async (body, by) => {
      const name = body.name ?? InstanceName.parse('wiki')
      if (still.all.has(name)) throw new Problem('conflict', { what: 'an app', name })
      still.all.set(name, imageSample(name))
      return asked('register', name, body, by.name)
    },
    views: async () => [...still.all.values()],
    view: async (name) => still.all.get(name),
    change: async (name, change, by) => {
      asked('change', name, change, by.name)
      return one(name)
    },
    remove: async (name) => void still.all.delete(one(name).name),
    check: async (name) => one(name),
    take: async (name, by) => asked('take', name, by.name),
    releases: async (name) => [releaseSample(one(name).name)],
    rollback: async (name, release, by) => {
      asked('rollback', name, release, by.name)
      return 3
    },
    env: async (name, reveal) => [{ name: 'KEY', value: reveal ? 'hush' : null, length: one(name).name.length, changed: '2026' }],
    envChange: async (name, wish, by) => {
      asked('env', name, wish, by.name)
      return []
    },
    pushed: async (hook) => {
      still.asked.push(['pushed', hook])
      return hook === 'h00k'
    },
    ...books(still.asked),
  }
  return Object.assign(still, { door })
}

type Books = Pick<ImagesDoor, 'registries' | 'logIn' | 'logOut' | 'documents' | 'page' | 'putDocument' | 'removeDocument' | 'importLabs'>

function books(asked: unknown[]): Books {
  return {
    registries: async () => [registrySample('ghcr.io')],
    logIn: async ({ host, user, password }) => {
      asked.push(['log in', host, user, password.length])
      return registrySample(host)
    },
    logOut: async (host) => {
      if (host !== 'registry.example.org:5000') throw new Problem('not-found', { what: 'registry', name: host })
    },
    documents: async (app) => (app === undefined || app === 'wiki' ? [documentSample()] : []),
    page: async () => undefined,
    putDocument: async (app, document, { text, git }) => {
      asked.push(['document', app, document, text?.length ?? git])
      return documentSample({ app, document })
    },
    removeDocument: async (app, document) => {
      if (document !== 'guide') throw new Problem('not-found', { what: 'document', name: `${app}/${document}` })
    },
    importLabs: async (text, by) => {
      asked.push(['labs', text.length, by.name])
      return {
        labs: [
          { lab: 'a', name: 'lab-a', job: JobId.parse('job1'), reason: null },
          { lab: 'b', name: null, job: null, reason: 'it has no image' },
        ],
      }
    },
  }
}
