import type { RegisteredImageView, Registering } from '../model/image.ts'
import { Problem } from '../model/problem.ts'
import { ask } from './answer.ts'
import type { Context } from './context.ts'
import { imagePath } from './doorpath.ts'
import { exits } from './exits.ts'

type Speaking = Pick<Context, 'client' | 'terminal'>

/** Registers; where nobody knows its port and somebody sits there, they are asked for it. Throws as the API does. */
export async function register({ client, terminal }: Speaking, body: object): Promise<Registering> {
  const send = async (more: object): Promise<Registering> => await client.send<Registering>('POST', '/api/images', { ...body, ...more })
  try {
    return await send({})
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'port-unclear' && terminal.live)) throw error
    terminal.say(error.message)
    return await send({ port: await ask('The port it listens on inside its container') })
  }
}

/** Shows how an image is brought, and then the app's address. `wait` false: says only that it was begun. Throws `job-failed`. */
export async function followImage(context: Speaking, registering: Registering, wait: boolean): Promise<void> {
  const { client, terminal } = context
  const { name, job } = registering
  if (!wait) return terminal.show(registering, () => `${name} is being brought. See how it goes: berth jobs ${job} --follow`)
  const { followJob } = await import('./follow.ts')
  await followJob(context, job, false)
  const view = await client.get<RegisteredImageView>(imagePath(name))
  if (view.failure) {
    terminal.say(`${name}: ${view.failure.message}\n  fix: ${view.failure.fix}`)
    process.exitCode = exits.job
  } else if (!terminal.json) terminal.say(`${name} is here. It wakes with its first visitor:`)
  terminal.show(view, () => view.url)
}
