import { chmod, chown, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { withoutNames } from '../model/policy.ts'
import type { Scrubber } from '../kit/scrubber.ts'
import { stringify } from 'yaml'
import type { MachineFolders, Place, Rendered, SignInFacts, Template } from '../bundle/bundle.ts'
import { readApp } from '../bundle/formats/read.ts'
import { render } from '../bundle/render.ts'
import { isAppText } from '../bundle/sidecars.ts'
import { authorityFile } from '../bundle/signin.ts'
import type { Traefik } from '../bundle/traefik.ts'
import type { Docker, ImageConfig, Owner } from '../docker/docker.ts'
import { readTexts } from '../kit/texts.ts'
import type { AppMeta } from '../model/app.ts'
import type { Grant } from '../model/grant.ts'
import type { Spec } from '../model/instance.ts'
import type { EngineId, InstanceName } from '../model/names.ts'
import { appOf } from '../model/origin.ts'
import { exists, makeOurs, moveFolder, writeDurably } from './folder.ts'
import { learnSecrets, readSecrets, writeSecrets } from './secrets.ts'

export interface PlaceOptions {
  readonly engine: EngineId
  readonly docker: Docker
  readonly domain: string
  /** Where visitors reach it, without a slash at the end. */
  readonly url: (name: InstanceName) => string
  readonly machine: MachineFolders
  /** What the machine signs its word about visitors with, PEM. */
  readonly publicKey?: () => Promise<string>
  /** Admits an app that signs people in, and says what it is to be told. */
  readonly admit?: Admit
  /** Who leads visitors to it in the gateway's stead, if anybody. */
  readonly traefik?: Traefik | undefined
  /** Learns the secrets that are made. */
  readonly scrubber?: Scrubber
}

export type Admit = (name: InstanceName, asked: NonNullable<AppMeta['oidc']>) => Promise<SignInFacts>

/** An app as it lies in a folder. Throws `bad-entry` or `bad-compose`. */
export async function readFolder(app: string, folder: string): Promise<Template> {
  return readApp(app, await readTexts(folder, isAppText))
}

/** Where everything goes that there is of an instance, and what is written of it there. */
export interface Drawn {
  readonly template: Template
  readonly place: Place
  readonly rendered: Rendered
  readonly images: ReadonlyMap<string, ImageConfig>
}

/** What an app's files become here, before anything is written. */
export async function drawUp(spec: Spec, app: string, folder: string, options: PlaceOptions): Promise<Drawn> {
  const template = await readFolder(appOf(spec.origin), app)
  const secrets = await readSecrets(join(folder, '.env'))
  const oidc = template.meta.oidc && options.admit ? await options.admit(spec.name, template.meta.oidc) : null
  const told = { oidc, publicKey: (await options.publicKey?.()) ?? '', granted: await readGranted(spec.grants) }
  const bare: Place = { ...identity(spec, options), folder, subnet: spec.subnet, images: new Map(), secrets, grants: spec.grants, machine: options.machine, traefik: options.traefik, ...told }
  const images = await imagesOf(render(template, bare), options.docker)
  const place = { ...bare, images }
  return { template, place, images, rendered: render(template, place) }
}

/**
 * Makes the fetched files in `staged` the instance's own, or those it has when there are none: its folder then
 * holds all there is of it. Every part may be done again; data that is there already is never touched.
 */
export async function placeBundle(spec: Spec, staged: string | null, folder: string, options: PlaceOptions): Promise<Rendered & { readonly template: Template }> {
  await makeOurs(folder, options.engine)
  if (staged) await replaceApp(staged, join(folder, 'app'))
  const { template, place, images, rendered } = await drawUp(spec, join(folder, 'app'), folder, options)
  await writeSecrets(join(folder, '.env'), new Map([...place.secrets, ...rendered.newSecrets]))
  if (options.scrubber) await learnSecrets(folder, options.scrubber)
  await makeFolders(folder, rendered, images, options.docker)
  await writeAuthority(place)
  for (const name of rendered.shared) await makeShared(options.machine.shared, name)
  await writeDurably(join(folder, 'berth.yaml'), stringify({ name: spec.name, title: spec.title, origin: spec.origin, mode: spec.mode, policy: withoutNames(spec.policy) }), 0o644)
  await writeDurably(join(folder, 'compose.yaml'), rendered.compose, 0o600)
  return { ...rendered, template }
}

/** What an app needs to trust the issuer of its sign-ins, for any user in its containers to read. */
async function writeAuthority(place: Place): Promise<void> {
  const file = authorityFile(place)
  if (file !== undefined && place.oidc?.authority && !(await exists(file))) await writeDurably(file, place.oidc.authority, 0o644)
}

/** The files of the machine that its owner lets this app name. One that cannot be read is missing in the compose file, and said there. */
async function readGranted(grants: readonly Grant[]): Promise<ReadonlyMap<string, string>> {
  const paths = grants.flatMap((grant) => (grant.startsWith('file:') ? [grant.slice('file:'.length)] : []))
  const texts = await Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8').catch(() => undefined)] as const))
  return new Map(texts.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])))
}

function identity(spec: Spec, { engine, domain, url }: PlaceOptions): Pick<Place, 'engine' | 'instance' | 'domain' | 'host' | 'url'> {
  return { engine, instance: spec.name, domain, host: `${spec.name}.${domain}`, url: url(spec.name) }
}

/** The app's own files come from its door and hold no data of anybody's: the old ones give way to the new. */
async function replaceApp(staged: string, app: string): Promise<void> {
  if (!(await exists(staged))) return
  await rm(app, { recursive: true, force: true })
  await moveFolder(staged, app)
}

async function imagesOf(rendered: Rendered, docker: Docker): Promise<ReadonlyMap<string, ImageConfig>> {
  const names = new Set(rendered.plan.services.map((service) => service.image))
  return new Map(await Promise.all([...names].map(async (name) => [name, await docker.imageConfig(name)] as const)))
}

/** Folders that are new are given to the user the service runs as; those with data keep their owner. */
async function makeFolders(folder: string, rendered: Rendered, images: ReadonlyMap<string, ImageConfig>, docker: Docker): Promise<void> {
  await mkdir(join(folder, 'data'), { recursive: true })
  for (const { path, service, user } of rendered.folders) {
    const made = await mkdir(join(folder, path), { recursive: true })
    const image = rendered.plan.services.find((planned) => planned.name === service)?.image ?? ''
    const runsAs = user ?? images.get(image)?.user ?? ''
    if (made && runsAs !== '' && process.getuid?.() === 0) await give(join(folder, path), await docker.owner(image, runsAs))
  }
}

async function give(folder: string, owner: Owner | null): Promise<void> {
  if (owner) await chown(folder, owner.uid, owner.gid)
}

/** A folder of the shared one must be there before Docker mounts it; it is for every app, whoever that runs as. */
async function makeShared(shared: string, name: string): Promise<void> {
  await mkdir(shared, { recursive: true, mode: 0o711 })
  const made = await mkdir(join(shared, name), { recursive: true })
  if (made) await chmod(join(shared, name), 0o1777)
}
