import { request } from 'node:http'
import { until } from '../kit/until.ts'
import type { Accepted } from '../model/api.ts'
import type { InstanceView, ShelfItem } from '../model/instance.ts'
import type { JobView } from '../model/job.ts'
import { Problem } from '../model/problem.ts'
import type { Client } from './client.ts'
import type { Context } from './context.ts'
import type { Urls } from './engineprocess.ts'
import { followJob } from './follow.ts'

/** How long the welcome app may take to its first answer, milliseconds; and one visit. */
const patience = 60_000
const visitPatience = 30_000

/** There is no app, and there never was: whoever removed the welcome app does not want it again. */
export async function isFresh(client: Client): Promise<boolean> {
  const [instances, shelf, jobs] = await Promise.all([client.get<InstanceView[]>('/api/instances'), client.get<ShelfItem[]>('/api/shelf'), client.get<JobView[]>('/api/jobs')])
  return instances.length + shelf.length === 0 && !jobs.some(({ state }) => state === 'done')
}

/** The first thing a stranger sees is an app that runs: it comes in through the store door like any other. */
export async function welcome(context: Context, { port }: Urls): Promise<void> {
  const { client, terminal } = context
  terminal.say('Installing the welcome app from the starter catalogue…')
  const { instance, job } = await client.send<Accepted>('POST', '/api/instances', { door: 'store', store: 'starter', app: 'welcome', policy: { access: 'public', paths: {} } })
  if (job) await followJob(context, job, !terminal.live)
  const { url } = await client.get<InstanceView>(`/api/instances/${encodeURIComponent(instance)}`)
  const answered = url === null ? undefined : await until(async () => await visit(new URL(url).host, port ?? 80), { deadline: patience, longest: 500 })
  if (!answered) throw new Problem('wake-timeout', { name: instance, seconds: patience / 1000 })
}

/** A visit like any other, through the gateway: it wakes the app and is answered by it. */
function visit(host: string, port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, headers: { host }, timeout: visitPatience, agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200 ? true : undefined)
    })
    asked.on('error', () => resolve(undefined))
    asked.on('timeout', () => asked.destroy())
    asked.end()
  })
}
