import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Template } from '../bundle/bundle.ts'
import { changesBetween, sideOf, sideOfOffer } from '../bundle/changes.ts'
import { missingGrants, survey } from '../bundle/survey.ts'
import type { Doors } from '../doors/index.ts'
import { readFolder } from '../instances/place.ts'
import type { Places } from '../instances/places.ts'
import { folderSize } from '../instances/size.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import type { Ask } from '../model/grant.ts'
import type { InstanceDetails, Spec } from '../model/instance.ts'
import type { InstanceName } from '../model/names.ts'
import { appOf } from '../model/origin.ts'
import type { OfferDetails } from '../model/origin.ts'
import { pictureType } from '../model/picture.ts'
import { Problem } from '../model/problem.ts'
import type { UpdateView } from '../model/update.ts'
import { roomFor } from '../operations/copy.ts'

export interface InstalledTools {
  readonly db: LocalDb
  readonly places: Places
  readonly doors: Doors
}

/** What is read of instances from their own folders: everything of an instance is in it. */
export class Installed {
  readonly #tools: InstalledTools

  constructor(tools: InstalledTools) {
    this.#tools = tools
  }

  async asks(spec: Spec): Promise<readonly Ask[]> {
    return survey(await this.#template(spec)).asks
  }

  async details(name: InstanceName): Promise<InstanceDetails> {
    const spec = await this.#spec(name)
    const data = (await folderSize(join(this.#tools.places.instance(name), 'data'))).bytes
    if (!spec.plan) return { asks: [], hints: [], homepage: null, services: [], data }
    const template = await this.#template(spec)
    const { services, asks } = survey(template)
    const { homepage = null, store_info: info } = template.meta
    return { asks: [...asks], hints: [info.hint ?? []].flat(), homepage, services: services.map((service) => ({ name: service.name, image: service.image })), data }
  }

  async update(name: InstanceName): Promise<UpdateView> {
    const spec = await this.#spec(name)
    const { version: installed, offered, updates: policy, refused, kept } = spec
    const known = { installed, offered, policy, refused, kept, space: spec.plan ? await roomFor(this.#tools.places.instance(name)) : { needed: 0, free: 0 } }
    const details = offered && spec.plan ? await this.#offered(spec) : undefined
    if (!details || !offered) return { ...known, changes: [], notes: null, asks: [] }
    const template = await this.#template(spec)
    const size = (await this.#tools.doors.offers()).find(({ offer }) => isDeepStrictEqual(offer.origin, spec.origin))?.offer.size ?? spec.size
    const changes = changesBetween(sideOf(template.meta, survey(template)), sideOfOffer(offered, size, details))
    return { ...known, changes: [...changes], notes: details.changes, asks: [...missingGrants(details.asks, spec.grants)] }
  }

  /** The icon among the app's own files. */
  async icon(name: InstanceName): Promise<{ readonly type: string; readonly bytes: Buffer }> {
    const missing = new Problem('not-found', { what: 'icon of', name })
    const { icon } = (await this.#template(await this.#spec(name)).catch(() => Promise.reject(missing))).meta
    const type = pictureType(icon)
    if (!type || icon.includes('/')) throw missing
    return { type, bytes: await readFile(join(this.#tools.places.instance(name), 'app', icon)).catch(() => Promise.reject(missing)) }
  }

  /** Its catalogue may not be within reach now: then there is nothing to say of the version but its name. */
  async #offered({ origin }: Spec): Promise<OfferDetails | undefined> {
    return await this.#tools.doors
      .of(origin)
      .details(origin)
      .catch(() => undefined)
  }

  async #template({ name, origin }: Spec): Promise<Template> {
    return await readFolder(appOf(origin), join(this.#tools.places.instance(name), 'app'))
  }

  async #spec(name: InstanceName): Promise<Spec> {
    const spec = await this.#tools.db.specs.get(name)
    if (!spec) throw new Problem('not-found', { what: 'app', name })
    return spec
  }
}
