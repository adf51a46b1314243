import { randomInt } from 'node:crypto'
import { Environment } from 'minijinja-js'
import type { AppMeta } from '../model/app.ts'
import { Problem } from '../model/problem.ts'
import type { Place } from './bundle.ts'
import { allDataOf } from './paths.ts'
import { signInVariables } from './signin.ts'

/** Steps a template may take before it is stopped: the largest published one needs a few hundred. */
const fuel = 100_000
/** Characters of a generated secret: FreeShard's 32 letters and digits, 190 bits. */
const secretLength = 32
const secretSigns = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

export interface Filled {
  readonly text: string
  readonly newSecrets: ReadonlyMap<string, string>
}

/**
 * Fills a `docker-compose.yml.template`: Jinja2 without file access. The names are FreeShard's (`fs.*`,
 * `portal.*`, `secret('name')`, and `oidc.*` for an app that declares it) and `berth.host`, `berth.url` for where this
 * very instance answers.
 * Throws `bad-compose`.
 */
export function fillTemplate(meta: Pick<AppMeta, 'name' | 'oidc'>, text: string, place: Place): Filled {
  const newSecrets = new Map<string, string>()
  const secret = (name: unknown): string => {
    const key = String(name)
    const known = place.secrets.get(key) ?? newSecrets.get(key) ?? newSecret()
    if (!place.secrets.has(key)) newSecrets.set(key, known)
    return known
  }
  const environment = strict()
  environment.addGlobal('secret', secret)
  const fs = { app_data: `${place.folder}/data`, installation_dir: `${place.folder}/app`, shared: place.machine.shared, all_app_data: allDataOf(place.machine.data) }
  const berth = { host: place.host, url: place.url }
  const signIn = meta.oidc ? signInVariables(place) : {}
  try {
    return { text: environment.renderStr(withOwnAddress(meta.name, text), { ...portalOf(place), ...signIn, fs, berth }), newSecrets }
  } catch (error) {
    throw new Problem('bad-compose', { app: meta.name, where: 'docker-compose.yml.template', reason: firstLine(error) }, error)
  }
}

/** What a template may know of this machine. */
export function portalOf(place: Place): object {
  return { portal: { domain: place.domain, id: place.engine, short_id: place.engine.slice(0, 6), public_key_pem: place.publicKey } }
}

/** An environment for one template: no loader, so nothing can be included, and an end to every loop. */
export function strict(): Environment {
  const environment = new Environment()
  environment.fuel = fuel
  environment.undefinedBehavior = 'strict'
  return environment
}

/**
 * FreeShard's apps call themselves `<app>.{{ portal.domain }}` and always by https. Here the second instance of an
 * app has another name, and a machine may have no certificate: what is meant is the instance's own address.
 */
function withOwnAddress(app: string, text: string): string {
  const own = new RegExp(`(https?://)?(?<![\\w.-])${app.replaceAll('.', '\\.')}\\.\\{\\{\\s*portal\\.domain\\s*\\}\\}`, 'g')
  return text.replace(own, (_, scheme?: string) => (scheme ? '{{ berth.url }}' : '{{ berth.host }}'))
}

function newSecret(): string {
  return Array.from({ length: secretLength }, () => secretSigns[randomInt(secretSigns.length)]).join('')
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}
