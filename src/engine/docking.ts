import { isDeepStrictEqual } from 'node:util'
import { openedPolicy } from '../bundle/access.ts'
import type { Docking } from '../doors/door.ts'
import type { InstallInput } from '../instances/install.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Log } from '../kit/log.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { Spec } from '../model/instance.ts'
import type { Origin } from '../model/origin.ts'
import { Problem } from '../model/problem.ts'
import type { Intents } from './intents.ts'

export interface DockingTools {
  readonly db: LocalDb
  readonly jobs: Jobs
  readonly intents: Intents
  readonly log: Log
  /** A version was offered that may be switched to at once. */
  readonly onOffer: (spec: Spec) => void
  /** Is the machine in open mode for visitors? */
  readonly isOpen: () => Promise<boolean>
}

/**
 * What a door announces to become an instance by itself: the first version is installed, a newer one is offered and
 * switched to at once. A first version that never got as far gives way to the newer one.
 */
export async function dock(tools: DockingTools, origin: Origin, version: string, docking: Docking): Promise<void> {
  const { db, intents } = tools
  const before = await db.specs.get(docking.name)
  if (before && !isDeepStrictEqual(before.origin, origin)) throw new Problem('conflict', { what: 'an app', name: docking.name })
  // What it would be told is lost with it: whoever announces comes again.
  if (before?.removal) throw new Problem('busy', { name: docking.name, doing: 'removed' })
  const policy = { access: docking.access, paths: {} }
  const input: InstallInput = { name: docking.name, origin, version, shelf: null, policy: (await tools.isOpen()) ? openedPolicy(policy) : policy, ...(docking.seed ? { seed: docking.seed } : {}) }
  if (!before) await intents.docked(docking, input)
  else if (!before.plan) await installInstead(tools, docking, input)
  else await offer(tools, version, docking)
  await addDomains(tools, docking)
}

async function installInstead({ db, jobs }: DockingTools, { name, aliases }: Docking, input: InstallInput): Promise<void> {
  await db.specs.change(name, (spec) => ({ ...spec, aliases: aliases ?? spec.aliases }))
  await jobs.supersede('install', `instance:${name}`, input)
}

async function offer({ db, onOffer }: DockingTools, version: string, { name, grants, aliases }: Docking): Promise<void> {
  const changed = await db.specs.change(name, (spec) => ({ ...spec, offered: version, grants: [...new Set([...spec.grants, ...grants])], aliases: aliases ?? spec.aliases }))
  if (changed) onOffer(changed)
}

/** Those that its release asks for and it has not yet; one that is another's is left out, and said. */
async function addDomains({ db, intents, log }: DockingTools, { name, domains }: Docking): Promise<void> {
  const has = (await db.specs.get(name))?.domains ?? []
  for (const domain of domains.filter((one) => !has.includes(one))) {
    const now = (await db.specs.get(name))?.domains ?? []
    await intents.change(name, { domains: [...now, domain] }).catch((err: unknown) => log.warn({ err, instance: name, domain }, 'a domain that a release asks for was not given'))
  }
}
