import { join } from 'node:path'
import type { KeyBearer } from '../access/keys/book.ts'
import { mayProject } from '../access/mayproject.ts'
import type { PushDoor } from '../doors/push/push.ts'
import { Transport } from '../doors/push/transport.ts'
import type { Pusher } from '../doors/push/listener.ts'
import type { InstanceName } from '../model/names.ts'
import type { Project } from '../model/project.ts'
import type { Ground } from './ground.ts'

/** The git server, with the machine's own keys and people. It listens once there is something to push to. */
export async function openTransport(ground: Ground, door: PushDoor, hookMain: string): Promise<Transport<KeyBearer>> {
  const { data, access, settings, places, log, db } = ground
  const { ssh_host: host, ssh_port: port } = settings
  const transport = await Transport.open<KeyBearer>({
    door,
    log,
    staging: (name) => join(places.allStaging, name),
    hooks: { socket: join(data, 'run', 'push.sock'), folder: join(data, 'hooks'), program: hookMain },
    ssh: port === 0 ? null : { host, port, hostKey: join(data, 'ssh_host_ed25519_key') },
    who: async ({ blob }) => await access.keys.find(blob),
    stranger,
    may: async (bearer, project, what) => await pusherOf(ground, bearer, project, what),
    onRevoked: (hear) => access.keys.onRevoked((isOut) => hear(({ key }) => isOut(key))),
  })
  if ((await db.projects.all()).length > 0) transport.listen()
  return transport
}

/** Asked when a key has proven itself: who this is there, if they may. What is pushed is in the audit. */
async function pusherOf({ db, access }: Ground, bearer: KeyBearer, name: InstanceName, what: 'push' | 'fetch'): Promise<Pusher | undefined> {
  await access.keys.used(bearer.key)
  const project = await db.projects.get(name)
  const who = project && nameIn(bearer, project, what)
  if (what === 'push') await access.witness({ who: who ?? nameOf(bearer), action: 'push', instance: name, from: 'ssh', result: who === undefined ? 'forbidden' : 'ok' })
  return who === undefined ? undefined : { name: who }
}

/** A key of a project is for that one; a person's is for those that are theirs now. */
function nameIn(bearer: KeyBearer, project: Project, what: 'push' | 'fetch'): string | undefined {
  if (bearer.kind === 'deploy') return bearer.project === project.name ? bearer.label : undefined
  return mayProject(bearer.person, project, what === 'push' ? 'projects.deploy' : 'projects.read') ? bearer.person.name : undefined
}

function nameOf(bearer: KeyBearer): string {
  return bearer.kind === 'deploy' ? bearer.label : bearer.person.name
}

function stranger(tried: readonly string[]): string {
  const keys = tried.length > 0 ? ` (${tried.join(', ')})` : ''
  return `Berth knows none of your keys${keys}. Add one: My account, SSH keys; or: berth keys add ~/.ssh/id_ed25519.pub`
}
