import { randomInt } from 'node:crypto'
import { Environment } from 'minijinja-js'
import { Problem } from '../model/problem.ts'
import type { Place } from './bundle.ts'

/** Steps a template may take before it is stopped: the largest published one needs a few hundred. */
const fuel = 100_000
/** Characters of a generated secret: FreeShard's 32 letters and digits, 190 bits. */
const secretLength = 32
const secretSigns = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Folders of other apps and of all: they need a grant. A template that writes one of them out is refused by name. */
const ungranted = { shared: '/needs-a-grant/shared', all_app_data: '/needs-a-grant/all_app_data' }

export interface Filled {
  readonly text: string
  readonly newSecrets: ReadonlyMap<string, string>
}

/**
 * Fills a `docker-compose.yml.template`: Jinja2 without file access. The names are FreeShard's (`fs.*`,
 * `portal.*`, `secret('name')`). Throws `bad-compose`, or `refused` for `fs.shared` and `fs.all_app_data`.
 */
export function fillTemplate(app: string, text: string, place: Place): Filled {
  const newSecrets = new Map<string, string>()
  const secret = (name: unknown): string => {
    const key = String(name)
    const known = place.secrets.get(key) ?? newSecrets.get(key) ?? newSecret()
    if (!place.secrets.has(key)) newSecrets.set(key, known)
    return known
  }
  const portal = { domain: place.host, id: place.engine, short_id: place.engine.slice(0, 6), public_key_pem: '' }
  const fs = { app_data: `${place.folder}/data`, installation_dir: `${place.folder}/app`, ...ungranted }
  const environment = new Environment()
  environment.fuel = fuel
  environment.undefinedBehavior = 'strict'
  environment.addGlobal('secret', secret)
  return {
    text: refuseUngranted(
      app,
      fill(app, () => environment.renderStr(text, { portal, fs })),
    ),
    newSecrets,
  }
}

function fill(app: string, render: () => string): string {
  try {
    return render()
  } catch (error) {
    throw new Problem('bad-compose', { app, where: 'docker-compose.yml.template', reason: firstLine(error) }, error)
  }
}

function refuseUngranted(app: string, text: string): string {
  if (text.includes(ungranted.shared)) throw new Problem('refused', { app, what: 'the folder that all apps share (fs.shared)' })
  if (text.includes(ungranted.all_app_data)) throw new Problem('refused', { app, what: 'the data of all apps (fs.all_app_data)' })
  return text
}

function newSecret(): string {
  return Array.from({ length: secretLength }, () => secretSigns[randomInt(secretSigns.length)]).join('')
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}
