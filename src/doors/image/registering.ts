import { randomBytes } from 'node:crypto'
import type { z } from 'zod'
import type { ImageGuess, LookBody, RegisterBody, RegisteredImage } from '../../model/image.ts'
import { ImageSettings } from '../../model/image.ts'
import { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import { portOf as portOfRelease } from '../../releases/bundle/port.ts'
import { fileOf } from './file.ts'
import { guess } from './guess.ts'
import type { Guess } from './guess.ts'
import { freeName } from './labels.ts'
import { readPlan } from './plan.ts'
import type { Plan } from './plan.ts'
import { newerTags } from './policy.ts'
import { followed, parseReference } from './reference.ts'
import type { Seen, Sources } from './sources.ts'
import type { ImageOptions } from './ties.ts'

export type Body = z.output<typeof RegisterBody>

export interface RegisteringOptions extends Pick<ImageOptions, 'docker' | 'isTaken' | 'clock'> {
  readonly sources: Sources
}

/** Newer tags that a form shows. */
const mostTags = 20

/** What an image, a line or a compose file says of itself: nothing is fetched. */
export async function look(options: RegisteringOptions, body: LookBody, signal: AbortSignal): Promise<ImageGuess> {
  const plan = await readPlan(body, {})
  const seen = await seeAll(options, plan, signal)
  const said = guessOf(plan, seen)
  const all = Object.values(seen)
  const here = await Promise.all(Object.values(plan.images).map(async (image) => await options.docker.hasImage(image)))
  const notes = all.some(({ onlyHere }) => onlyHere) ? [...plan.notes, 'Its registry does not give it now: the image on this machine is taken.'] : [...plan.notes]
  return {
    name: await freeName(plan.name ?? plan.called, options.isTaken),
    images: { ...plan.images },
    port: plan.port ?? said.port,
    ports: [...said.ports],
    env: [...envOf(plan, said)],
    volumes: { ...(plan.volumes ?? (plan.compose === null ? said.volumes : {})) },
    bytes: all.some(({ bytes }) => bytes === null) ? null : all.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    digest: all.length === 1 ? (all[0]?.digest ?? null) : null,
    tags: [...(await tagsOf(options, plan, signal))],
    notes,
    here: here.every(Boolean),
  }
}

/** The row of a new registration. Throws as `look`, `conflict`, and `port-unclear` where nobody says where it listens. */
export async function registration(options: RegisteringOptions, body: Body, plan: Plan, said: Guess): Promise<RegisteredImage> {
  const name = await nameOf(options, body, plan)
  const { title = name, access, policy } = body
  const { compose, images } = plan
  const settings = settingsOf(name, body, plan, said)
  const at = options.clock.date().toISOString()
  const none = { digests: {}, tags: {}, newer: {}, cause: null, last: 0 }
  return { name, title, images: { ...images }, compose, settings, access, policy, ...none, looked: at, hook: randomBytes(20).toString('hex'), created: at }
}

/** All images of it as they can be had, by service. */
export async function seeAll({ sources }: RegisteringOptions, { images }: Plan, signal: AbortSignal): Promise<Readonly<Record<string, Seen>>> {
  const seen = await Promise.all(Object.entries(images).map(async ([service, image]) => [service, await sources.see(parseReference(image), signal)] as const))
  return Object.fromEntries(seen)
}

/** Of the image that visitors come to. */
export function guessOf({ entry }: Plan, seen: Readonly<Record<string, Seen>>): Guess {
  return guess(seen[entry]?.config ?? { os: 'linux', architecture: '' })
}

/** Variables as the line has them go before those of the image. */
function envOf({ env }: Plan, said: Guess): ImageGuess['env'] {
  const own = Object.entries(env).map(([name, value]) => ({ name, value }))
  return [...own, ...said.env.filter(({ name }) => !Object.hasOwn(env, name))]
}

async function tagsOf({ sources }: RegisteringOptions, { images }: Plan, signal: AbortSignal): Promise<readonly string[]> {
  const [image, ...others] = Object.values(images)
  const reference = image === undefined || others.length > 0 ? undefined : parseReference(image)
  const tag = reference && followed(reference)
  if (!reference || tag === undefined || tag === null) return []
  const tags = await sources.tags(reference, signal).catch(() => []) // only for what the form shows
  signal.throwIfAborted()
  return newerTags(tag, tags, 'any').slice(0, mostTags)
}

/** A name that somebody chose is that one or none. */
async function nameOf({ isTaken }: RegisteringOptions, { name: given }: Body, plan: Plan): Promise<InstanceName> {
  if (given === undefined && plan.name === null) return await freeName(plan.called, isTaken)
  const name = InstanceName.safeParse(given ?? plan.name)
  if (!name.success) throw new Problem('invalid', { where: 'name', reason: name.error.issues[0]?.message ?? 'it is no name' })
  if (await isTaken(name.data)) throw new Problem('conflict', { what: 'an app', name: name.data })
  return name.data
}

function settingsOf(name: InstanceName, body: Body, plan: Plan, said: Guess): ImageSettings {
  const { volumes = plan.volumes ?? (plan.compose === null ? said.volumes : {}), memory = plan.memory, cpus = plan.cpus } = body
  if (plan.compose !== null) refuseBeside({ volumes: body.volumes, memory: body.memory, cpus: body.cpus })
  const limits = { ...(memory === null ? {} : { memory }), ...(cpus === null ? {} : { cpus }) }
  const settings = ImageSettings.parse({ volumes, ...limits, ...(plan.command === null ? {} : { processes: { web: plan.command } }) })
  const port = portOf(name, body, plan, said, settings)
  return port === undefined ? settings : { ...settings, port }
}

/** What a compose file says of its services is said there. Throws `invalid`. */
export function refuseBeside(settings: Readonly<Record<string, unknown>>): void {
  const [where] = Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [key]))
  if (where !== undefined) throw new Problem('invalid', { where, reason: 'with a compose file it is said in that file' })
}

/** Kept only where a release would not find the same by itself: an image that moves to another port is followed. */
function portOf(name: InstanceName, body: Body, plan: Plan, said: Guess, settings: ImageSettings): number | undefined {
  const env = { ...plan.env, ...body.env }
  const told = /^\d{1,5}$/.test(env['PORT'] ?? '') ? Number(env['PORT']) : null
  const port = body.port ?? plan.port ?? told ?? said.port
  if (port === null) throw new Problem('port-unclear', { name, reason: said.ports.length === 0 ? 'its image says of no port that it listens there' : `its image says ${said.ports.join(', ')}` })
  if (plan.compose !== null) return port === plan.port ? undefined : port
  const found = portOfRelease({ file: fileOf({ title: name, settings, access: body.access, compose: null }) }, new Map(Object.entries(env)), said.ports)
  return port === found ? undefined : port
}
