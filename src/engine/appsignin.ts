import { createPublicKey } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { hostname, networkInterfaces } from 'node:os'
import { identityKey } from '../access/identitykey.ts'
import type { Addresses } from '../access/provider/addresses.ts'
import { AppProvider } from '../access/provider/provider.ts'
import type { Person } from '../access/person.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { LocalDb } from '../localdb/localdb.ts'
import { addressAt } from './address.ts'
import { factsOf } from './api/facts.ts'
import type { FrontAddress } from './front.ts'
import type { Ground } from './ground.ts'
import type { HttpsFacts } from './https.ts'
import { isOpen } from './sight.ts'

export interface AppSignInTies {
  readonly front: () => FrontAddress
  readonly https: () => HttpsFacts
}

/** One sign-in for all apps: the provider, told who is here and where this machine is reached. A sign-in that ends is heard at once. */
export function openAppSignIn(ground: Ground, { front, https }: AppSignInTies): AppProvider {
  const { db, clock, log, access, settings } = ground
  const addresses = (): Addresses => {
    const { port, lan } = front()
    const { url, port: secure } = https()
    const console = url === null ? addressAt(settings.domain, port) : url.replace(/\/$/, '')
    return { console, domain: settings.domain, lan, http: port, https: secure, hosts: hostsOfMachine(settings.domain) }
  }
  const provider = new AppProvider({
    ...{ db, clock, log, vault: access.vault, cookieKey: access.key('oidc-cookies'), addresses },
    who: async (request) => await whoAtConsole(request, ground),
    note: async (person, action, object, result) => await access.note({ person }, action, object, result),
    authority: async () => await Promise.resolve(https().authority),
    open: async () => await isOpen(access),
  })
  access.crowd.onChange(({ sessions }) => {
    provider.keep(sessions.map(({ id }) => id)).catch((err: unknown) => log.error({ err }, 'what apps were given could not be ended with its sign-in'))
  })
  return provider
}

/** What apps verify `X-Berth-Identity` with, PEM. */
export async function publicKeyOf({ access, engine }: Ground): Promise<string> {
  const { key } = await identityKey(access.vault, engine)
  return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString()
}

/** Apps that know the provider by an address it has no more get their files anew. Nothing while the address is being found, as after a start. */
export async function tellApps(provider: AppProvider, { front, https }: AppSignInTies, { db, jobs }: { readonly db: LocalDb; readonly jobs: Jobs }): Promise<void> {
  if (front().port === null || !https().settled) return
  for (const name of await provider.outdated()) {
    const spec = await db.specs.get(name)
    if (spec?.plan && !spec.removal) await jobs.start('replace', `instance:${name}`, { name })
  }
}

/** By the console's cookie and nothing else: an app's token is no sign-in here. */
async function whoAtConsole(request: IncomingMessage, { access }: Ground): Promise<Person> {
  return await access.who({ ...factsOf(request, new WeakSet()), authorization: undefined })
}

/** Names and addresses at which the ports of this machine are open. */
function hostsOfMachine(domain: string): readonly string[] {
  // Those of Docker's networks lead here from containers only.
  const named = Object.entries(networkInterfaces()).filter(([name]) => !/^(br-|docker|veth)/.test(name))
  const addresses = named.flatMap(([, each = []]) => each.map(({ address }) => address))
  const plain = addresses.filter((address) => !address.toLowerCase().startsWith('fe80:'))
  return [...new Set([`berth.${domain}`, domain, 'localhost', hostname().toLowerCase(), ...plain])]
}
