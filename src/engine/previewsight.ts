import { may, seesAll } from '../access/may.ts'
import type { Person } from '../access/person.ts'
import type { FeedMessage } from '../model/api.ts'
import type { InstanceName } from '../model/names.ts'
import { mayOpen } from '../model/policy.ts'
import type { Policy } from '../model/policy.ts'
import type { PreviewView } from '../model/preview.ts'
import { visitorOf } from './visitor.ts'

/** How the instance of that name is guarded; nothing where there is none. */
export type PolicyOf = (name: InstanceName) => Policy | undefined

export interface Standpoint {
  readonly person: Person
  /** The machine is in open mode for visitors. */
  readonly open: boolean
  readonly policyOf: PolicyOf
}

/**
 * A preview as this person may see it: whole for those who run the machine; for others once it is an app that lets them
 * in, without its logs and jobs; before that nothing.
 */
export function seenPreview({ person, open, policyOf }: Standpoint, view: PreviewView): PreviewView | undefined {
  if (!may(person, 'previews.read')) return undefined
  if (seesAll(person)) return view
  const policy = policyOf(view.name)
  return policy && mayOpen(policy, visitorOf(person), open) ? sketchOf(view) : undefined
}

/** The previews of the live feed that one viewer may see. It remembers which were shown: of any other not even its name is told. */
export class PreviewSight {
  readonly #from: Standpoint
  readonly #shown = new Set<InstanceName>()

  constructor(from: Standpoint) {
    this.#from = from
  }

  all(views: readonly PreviewView[]): PreviewView[] {
    this.#shown.clear()
    const seen = views.flatMap((view) => seenPreview(this.#from, view) ?? [])
    for (const { name } of seen) this.#shown.add(name)
    return seen
  }

  /** One that they may visit no more is gone for them. */
  changed(view: PreviewView): FeedMessage | undefined {
    const value = seenPreview(this.#from, view)
    if (!value) return this.gone(view.name)
    this.#shown.add(value.name)
    return { type: 'preview', value }
  }

  gone(name: InstanceName): FeedMessage | undefined {
    return this.#shown.delete(name) ? { type: 'preview-gone', name } : undefined
  }
}

function sketchOf(view: PreviewView): PreviewView {
  const { failure, approved } = view
  return { ...view, job: null, approved: approved && { ...approved, by: '' }, failure: failure && outline(failure), progress: null }
}

function outline({ commit, step, cause: { code, message, fix, at } }: NonNullable<PreviewView['failure']>): PreviewView['failure'] {
  return { commit, step, job: null, cause: { code, message, fix, at } }
}
