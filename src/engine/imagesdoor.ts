import type { Documents } from '../doors/image/documents/documents.ts'
import { importLabs } from '../doors/image/labs/importing.ts'
import type { ImageDoor } from '../doors/image/image.ts'
import type { InstanceName } from '../model/names.ts'
import { Problem } from '../model/problem.ts'
import type { ImagesDoor } from './api/imagesdoor.ts'
import type { Intents } from './intents.ts'

export interface ImagesDoorTools {
  readonly door: ImageDoor
  readonly documents: Documents
  readonly intents: Pick<Intents, 'remove'>
  readonly hasInstance: (name: InstanceName) => Promise<boolean>
  /** Ends with the engine. */
  readonly signal: AbortSignal
}

/** The image door, as the API asks it. */
export function imagesDoor({ door, documents, intents, hasInstance, signal }: ImagesDoorTools): ImagesDoor {
  const { images, logins, releases } = door
  return {
    look: async (body, given) => await door.look(body, given),
    register: async (body, by) => await door.register(body, by.name, signal),
    views: async () => await door.views(),
    view: async (name) => await door.view(name),
    change: async (name, change, by) => await door.change(name, change, by.name),
    remove: async (name) => {
      images.get(name)
      const had = await hasInstance(name)
      if (had) await intents.remove(name)
      await documents.removeAll(name)
      await door.forget(name)
      if (!had && (await hasInstance(name))) await intents.remove(name) // its first release came meanwhile
    },
    check: async (name, given) => await door.check(name, given),
    take: async (name, by) => await door.take(name, by.name, signal),
    releases: async (name) => await releases.views(images.get(name).name),
    rollback: async (name, release, by) => await door.rollback(name, release, by.name),
    env: async (name, reveal) => await door.env(name, reveal),
    envChange: async (name, change, by) => await door.envChange(name, change, by.name),
    pushed: async (hook) => await door.pushed(hook),
    registries: async () => await logins.all(),
    logIn: async (body, given) => await logins.logIn(body, given),
    logOut: async (host) => await logins.logOut(host),
    documents: async (app) => await documents.list(app),
    page: async (app, document) => await documents.page(app, document),
    putDocument: async (app, document, body, given) => {
      if (!images.has(app) && !(await hasInstance(app))) throw new Problem('not-found', { what: 'app', name: app })
      return await documents.put(app, document, body, given)
    },
    removeDocument: async (app, document) => await documents.remove(app, document),
    importLabs: async (text, by) =>
      await importLabs(text, {
        look: async (image) => await door.look({ image }, signal),
        register: async (body) => await door.register(body, by.name, signal),
      }),
  }
}
