import type { InstanceView, ShelfItem } from '../model/instance.ts'
import type { Grant } from '../model/grant.ts'
import type { OfferPage, OfferView } from '../model/origin.ts'
import { api } from './api/api.ts'
import { say } from './messages.ts'
import { offerPath } from './places.ts'
import { router } from './router.svelte.ts'
import { act, notices } from './state/notices.svelte.ts'

/** What a person asks of the machine. The answer shows in the feed. */

/** What is installed: an offer, or kept data's app. */
export type Installable = Pick<OfferView, 'origin' | 'title'>

export interface InstallWishes {
  readonly shelf?: Pick<ShelfItem, 'id' | 'title'> | undefined
  readonly name?: string | undefined
  readonly grants?: Grant[] | undefined
}

export async function install({ origin, title }: Installable, { shelf, name, grants }: InstallWishes = {}): Promise<boolean> {
  const { door, store, app } = origin
  const body = { door, store, app, ...(name && { name }), ...(shelf && { shelf: shelf.id }), ...(grants && grants.length > 0 && { grants }) }
  return await act(api.install(body), shelf ? say.shelf.attached(shelf.title) : say.store.started(title))
}

/** Whether it can be installed with one press; where there is something to decide first, its page is opened instead. */
export async function mayInstallAtOnce({ origin }: Installable, shelf?: ShelfItem): Promise<boolean> {
  try {
    const page = await api.offer(origin)
    if (!needsDecision(page)) return true
    router.go(offerPath(origin, shelf?.id))
  } catch (thrown) {
    notices.bad(thrown)
  }
  return false
}

function needsDecision({ offer, details }: OfferPage): boolean {
  return !offer.fits || details === null || details.asks.length > 0
}

export async function run({ name }: InstanceView, verb: 'start' | 'stop' | 'retry'): Promise<boolean> {
  return await act(api.run(name, verb))
}

export async function update({ name, title }: InstanceView, version: string, grants: Grant[] = []): Promise<boolean> {
  return await act(api.update(name, { version, ...(grants.length > 0 && { grants }) }), say.updates.started(title))
}

/** The installed version once more. */
export async function fetchAgain({ name, title }: InstanceView, version: string): Promise<boolean> {
  return await act(api.update(name, { version }), say.updates.freshStarted(title))
}

export async function goBack({ name, title }: InstanceView): Promise<boolean> {
  return await act(api.rollback(name), say.updates.backStarted(title))
}

export async function uninstall({ name, title }: InstanceView): Promise<boolean> {
  return await act(api.remove(name), say.danger.done(title))
}

export async function purge({ id, name }: ShelfItem, confirm: string): Promise<boolean> {
  return await act(api.purge(id, confirm), say.shelf.done(name))
}
