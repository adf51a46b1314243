import Dockerode from 'dockerode'
import type { Log } from '../kit/log.ts'
import { buildSpace } from './buildspace.ts'
import { host } from './host.ts'
import { images } from './images.ts'
import type { Docker } from './docker.ts'
import { create, discard, remove, instancesWithObjects } from './project.ts'
import { listening } from './listening.ts'
import { look } from './look.ts'
import { ownerIn } from './owner.ts'
import { events } from './events.ts'
import { exec, hasFile } from './exec.ts'
import { logs } from './logs.ts'
import { openRuns } from './runonce.ts'
import { stats } from './stats.ts'
import { asked, isFine } from './ask.ts'

export interface RealDockerOptions {
  /** The daemon's UNIX socket. */
  readonly socket: string
  readonly log: Log
}

/** Docker itself. The API version is the daemon's own: an old client version is what broke others at Docker 29. */
export async function openDocker({ socket }: RealDockerOptions): Promise<Docker> {
  const api = new Dockerode({ socketPath: socket })
  const containers = (id: string): Dockerode.Container => api.getContainer(id)
  let memory: number | undefined
  const machineMemory = async (): Promise<number> => (memory ??= await memoryOf(api, socket))
  return {
    ping: async () => {
      const { Version, ApiVersion } = await asked(socket, 'version', () => api.version())
      return { version: Version, api: ApiVersion }
    },
    look: async (engine, instance) => await asked(socket, 'look', () => look(api, engine, instance)),
    create: async (project, options) => await create(socket, project, options),
    remove: async (engine, instance) => await asked(socket, 'remove', () => remove(api, engine, instance)),
    instances: async (engine) => await asked(socket, 'list', () => instancesWithObjects(api, engine)),
    start: async (id) => {
      await asked(socket, 'start', () => containers(id).start(), isFine.already)
    },
    stop: async (id, grace) => {
      await asked(socket, 'stop', () => containers(id).stop({ t: grace }), isFine.alreadyOrGone)
    },
    pause: async (id) => {
      await asked(socket, 'pause', () => containers(id).pause(), isFine.paused)
    },
    unpause: async (id) => {
      await asked(socket, 'unpause', () => containers(id).unpause(), isFine.notPaused)
    },
    discard: async (id) => await asked(socket, 'remove', () => discard(api, id)),
    listening: async (id) => await listening(api, socket, id),
    logs: (id, options) => logs(api, socket, id, options),
    stats: async (id) => await stats(api, socket, id, await machineMemory()),
    exec: async (id, ask) => await exec(api, socket, id, ask),
    hasFile: async (id, path) => await hasFile(api, socket, id, path),
    events: (engine, signal) => events(api, socket, engine, signal),
    ...images(api, socket),
    runs: openRuns(api, socket),
    ...buildSpace(api, socket),
    host: async () => await host(api, socket),
    owner: async (image, user) => await ownerIn(api, socket, image, user),
    subnets: async () => {
      const networks = await asked(socket, 'list networks', () => api.listNetworks())
      return networks.flatMap((network) => network.IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? [])
    },
    [Symbol.asyncDispose]: async () => undefined,
  }
}

/** Bytes of the machine that Docker runs on, which need not be this one. */
async function memoryOf(api: Dockerode, socket: string): Promise<number> {
  const { MemTotal } = (await asked(socket, 'info', () => api.info())) as { readonly MemTotal: number }
  return MemTotal
}
