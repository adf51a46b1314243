import { PassThrough } from 'node:stream'
import type { Duplex, Readable } from 'node:stream'
import type Dockerode from 'dockerode'
import { buildLabel, engineLabel, useLabel } from '../model/labels.ts'
import { Problem } from '../model/problem.ts'
import { asked, isFine } from './ask.ts'
import { imageFiles } from './imagefiles.ts'
import { keptVolumes } from './keptvolumes.ts'
import type { Ended, Once, OnceSpec, RunOnce } from './once.ts'
import { linesSaid } from './pieces.ts'

async function once(api: Dockerode, socket: string, spec: OnceSpec): Promise<Once> {
  const made = await asked(socket, 'create', () => api.createContainer(optionsOf(spec)), isFine.gone)
  if (!(made as Dockerode.Container | undefined)) throw new Problem('image-unavailable', { image: spec.image, reason: 'it is not on this machine' })
  return onceOf(made, socket)
}

function onceOf(container: Dockerode.Container, socket: string): Once {
  return {
    put: async (folder, tar) => await asked(socket, 'copy into a container', async () => await put(container, folder, tar)),
    run: async ({ signal, onLine }) => await run(container, socket, signal, onLine),
    take: async (path) => (await asked(socket, 'copy out of a container', () => container.getArchive({ path }), isFine.gone)) as Readable | undefined,
    [Symbol.asyncDispose]: async () => {
      await asked(socket, 'remove', () => container.remove({ force: true, v: true }), isFine.gone)
    },
  }
}

function optionsOf(spec: OnceSpec): Dockerode.ContainerCreateOptions {
  const [program, ...words] = spec.command
  return {
    Image: spec.image,
    Entrypoint: [program],
    Cmd: words,
    Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    ...(spec.user === undefined ? {} : { User: spec.user }),
    Labels: { [engineLabel]: spec.engine, [buildLabel]: spec.project, [useLabel]: 'run' },
    HostConfig: hostOf(spec),
  }
}

function hostOf(spec: OnceSpec): Dockerode.HostConfig {
  const bytes = spec.memoryMb * 1024 * 1024
  return {
    Memory: bytes,
    MemorySwap: bytes, // with the memory counted in: no swap
    NanoCpus: Math.round(spec.cpus * 1e9),
    PidsLimit: spec.processes,
    ...(spec.cgroupParent === undefined ? {} : { CgroupParent: spec.cgroupParent }),
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    NetworkMode: spec.offline ? 'none' : 'bridge',
    Init: true,
    RestartPolicy: { Name: 'no' },
    LogConfig: { Type: 'none', Config: {} }, // its reader is attached; nothing of it is kept on the disk
    Mounts: spec.volumes.map((volume) => mountOf(spec, volume)),
  }
}

function mountOf(spec: OnceSpec, { name, at, use, readOnly = false }: OnceSpec['volumes'][number]): Dockerode.MountSettings {
  const labels = { [engineLabel]: spec.engine, [buildLabel]: spec.project, [useLabel]: use }
  return { Type: 'volume', Source: name, Target: at, ReadOnly: readOnly, VolumeOptions: { NoCopy: false, Labels: labels, DriverConfig: { Name: 'local', Options: {} } } }
}

/** The request ends with its archive, also where that breaks off. */
async function put(container: Dockerode.Container, path: string, tar: Readable): Promise<void> {
  const broken = new AbortController()
  const body = new PassThrough()
  tar.once('error', (error) => broken.abort(error))
  tar.pipe(body)
  try {
    await container.putArchive(body, { path, abortSignal: broken.signal })
  } catch (error) {
    throw tar.errored ?? error
  } finally {
    tar.destroy()
  }
}

async function run(container: Dockerode.Container, socket: string, signal: AbortSignal, onLine: (line: string) => void): Promise<Ended> {
  signal.throwIfAborted()
  const stream = (await asked(socket, 'attach', () => container.attach({ stream: true, stdout: true, stderr: true }))) as Duplex
  const kill = (): void => void container.kill().catch(() => stream.destroy()) // it may have ended already
  signal.addEventListener('abort', kill)
  try {
    await asked(socket, 'start', () => container.start())
    for await (const line of linesSaid(stream)) onLine(line)
    await asked(socket, 'wait', () => container.wait())
    signal.throwIfAborted()
    const { State } = await asked(socket, 'inspect', () => container.inspect())
    return { exitCode: State.ExitCode, oomKilled: State.OOMKilled }
  } finally {
    signal.removeEventListener('abort', kill)
    stream.destroy()
  }
}

export function openRuns(api: Dockerode, socket: string): RunOnce {
  return {
    once: async (spec) => await once(api, socket, spec),
    sweepRuns: async (engine, project) => {
      const filters = { label: [`${engineLabel}=${engine}`, `${buildLabel}=${project}`, `${useLabel}=run`] }
      const left = await asked(socket, 'list', () => api.listContainers({ all: true, filters }))
      for (const { Id } of left) await asked(socket, 'remove', () => api.getContainer(Id).remove({ force: true, v: true }), isFine.gone)
    },
    ...keptVolumes(api, socket),
    ...imageFiles(api, socket),
  }
}
