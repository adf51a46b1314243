import { until } from '../../src/kit/until.ts'
import type { JobView } from '../../src/model/job.ts'
import type { StoreSource, StoreView } from '../../src/model/store.ts'
import type { Berth } from './berth.ts'

const minute = 60_000

export async function addStore(berth: Berth, name: string, source: Partial<StoreSource>): Promise<StoreView> {
  return await berth.json('/api/stores', { method: 'POST', body: { name, source } })
}

/** The store looks for news now, and the instance is offered the version. */
export async function seesOffer(berth: Berth, store: string, instance: string, version: string): Promise<void> {
  await berth.json(`/api/stores/${store}/refresh`, { method: 'POST' })
  const seen = await until(async () => ((await berth.instance(instance))?.offered === version ? true : undefined), { deadline: 20_000 })
  if (!seen) throw new Error(`${instance} was not offered ${version}: ${JSON.stringify(await berth.instance(instance))}\n${await berth.log()}`)
}

/** Updates to what is offered, and waits until that has ended, well or badly. */
export async function update(berth: Berth, instance: string): Promise<JobView> {
  const { job } = await berth.json<{ job: string }>(`/api/instances/${instance}/update`, { method: 'POST', body: {} })
  return await settled(berth, job)
}

/** The job when it has ended. */
export async function settled(berth: Berth, id: string): Promise<JobView> {
  const ended = async (): Promise<JobView | undefined> => (await berth.jobs()).find((job) => job.id === id && ['done', 'failed', 'cancelled'].includes(job.state))
  const job = await until(ended, { deadline: 2 * minute, longest: 100 })
  if (!job) throw new Error(`the job ${id} did not end: ${JSON.stringify(await berth.jobs())}\n${await berth.log()}`)
  return job
}
