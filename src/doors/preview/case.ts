import type { JobView } from '../../model/job.ts'
import type { InstanceName } from '../../model/names.ts'
import type { Case } from './answers/ties.ts'
import { heldBecause } from './judge/held.ts'
import { isConnected, lifeAt } from './view.ts'
import type { ViewOptions } from './view.ts'
import type { PreviewOptions } from './ties.ts'

export interface CaseOptions extends ViewOptions, Pick<PreviewOptions, 'engine' | 'console'> {
  readonly job: (name: InstanceName) => Promise<JobView | undefined>
}

/** All that what a provider should know of a preview follows from; undefined where it is gone. */
export async function caseOf(options: CaseOptions, name: InstanceName): Promise<Case | undefined> {
  const { previews, repositories, connections, engine, console } = options
  if (!previews.has(name) || !isConnected(options, previews.get(name))) return undefined
  const job = await options.job(name)
  const preview = previews.get(name)
  const { connection: id, path, rules } = repositories.get(preview.repository)
  const { provider, url } = connections.get(id)
  const newest = preview.commits[0]?.commit
  const urls = { preview: previews.url(name), commit: newest === undefined ? null : previews.commitUrl(name, newest), log: console(`previews/${name}`) }
  const facts = {
    preview,
    rules,
    state: lifeAt(options, preview, job).state,
    held: heldBecause(preview, rules),
    provider,
    engine,
    repository: `${url}/${path}`,
    urls,
    note: preview.notice?.text ?? null,
  }
  return { connection: id, path, facts }
}
