import type { RegistryLogin } from '../../docker/docker.ts'
import { Registry } from '../../model/image.ts'
import type { RegistryBody } from '../../model/image.ts'
import { Problem } from '../../model/problem.ts'
import { hostName } from './reference.ts'
import { greet } from './registry/registry.ts'
import { RegistrySession } from './registry/session.ts'
import { trustOf } from './registry/trust.ts'
import type { ImageOptions } from './ties.ts'

const prefix = 'registry/'

/** Whom registries know us as. Passwords lie in the vault, and go to registries and to Docker's daemon in headers only. */
export class Logins {
  readonly #options: Pick<ImageOptions, 'rows' | 'vault' | 'clock' | 'know' | 'within' | 'docker'>

  constructor(options: Pick<ImageOptions, 'rows' | 'vault' | 'clock' | 'know' | 'within' | 'docker'>) {
    this.#options = options
  }

  async all(): Promise<readonly Registry[]> {
    const rows = [...(await this.#options.rows.all())].filter(([key]) => key.startsWith(prefix))
    return rows.flatMap(([, value]) => Registry.safeParse(value).data ?? [])
  }

  async of(host: string): Promise<RegistryLogin | undefined> {
    const row = Registry.safeParse(await this.#options.rows.get(prefix + host))
    const password = row.success ? await this.#options.vault.get(secretOf(host)) : undefined
    if (!row.success || password === undefined) return undefined
    this.#options.know(password)
    return { user: row.data.user, password }
  }

  /** Tried against the registry first. Throws `registry-denied`, `registry-down`. */
  async logIn({ host: given, user, password }: RegistryBody, signal: AbortSignal): Promise<Registry> {
    const { rows, vault, clock, know, within, docker } = this.#options
    const host = hostName(given)
    know(password)
    await greet(new RegistrySession({ host, login: { user, password }, within, trusts: trustOf(docker) }), signal)
    const registry: Registry = { host, user, created: clock.date().toISOString() }
    await vault.put(secretOf(host), password)
    await rows.put(prefix + host, registry)
    return registry
  }

  /** Throws `not-found`. */
  async logOut(given: string): Promise<void> {
    const host = hostName(given)
    if ((await this.#options.rows.get(prefix + host)) === undefined) throw new Problem('not-found', { what: 'registry', name: host })
    await this.#options.rows.remove(prefix + host)
    await this.#options.vault.remove(secretOf(host))
  }
}

function secretOf(host: string): string {
  return `registry:${host}`
}
