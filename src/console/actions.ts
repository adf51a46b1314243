import type { InstallBody } from '../model/api.ts'
import type { InstanceView, ShelfItem } from '../model/instance.ts'
import type { Offer } from '../model/origin.ts'
import { api } from './api/api.ts'
import { say } from './messages.ts'
import { act } from './state/notices.svelte.ts'

/** What a person asks of the machine. The answer shows in the feed. */

export async function install({ origin, title }: Pick<Offer, 'origin' | 'title'>, shelf?: ShelfItem): Promise<boolean> {
  const { door, store, app } = origin
  const body: InstallBody = { door, store, app, ...(shelf && { shelf: shelf.id }) }
  return await act(api.install(body), shelf ? say.shelf.attached(shelf.title) : say.store.started(title))
}

export async function run({ name }: InstanceView, verb: 'start' | 'stop' | 'retry'): Promise<boolean> {
  return await act(api.run(name, verb))
}

export async function uninstall({ name, title }: InstanceView): Promise<boolean> {
  return await act(api.remove(name), say.danger.done(title))
}

export async function purge({ id, name }: ShelfItem, confirm: string): Promise<boolean> {
  return await act(api.purge(id, confirm), say.shelf.done(name))
}
