import type Dockerode from 'dockerode'
import { z } from 'zod'
import { Problem } from '../model/problem.ts'
import { asked, isFine } from './ask.ts'
import { build } from './build.ts'
import { isOwnImage } from './buildspace.ts'
import type { Docker, ImageConfig } from './docker.ts'
import { nameImage, pull } from './pull.ts'
import { registryTrust } from './registrytrust.ts'

type ImageWays = Pick<Docker, 'hasImage' | 'imageConfig' | 'pull' | 'build' | 'nameImage' | 'registryTrust'>

export function images(api: Dockerode, socket: string): ImageWays {
  const inspect = async (image: string): Promise<Dockerode.ImageInspectInfo | undefined> => await asked(socket, 'inspect image', () => api.getImage(image).inspect(), isFine.gone)
  return {
    hasImage: async (image) => (await inspect(image)) !== undefined,
    imageConfig: async (image) => {
      const found = await inspect(image)
      if (!found) throw new Problem('image-unavailable', { image, reason: 'it is not on this machine' })
      return configOf(found)
    },
    pull: async (image, options) => await pull(api, socket, image, options),
    build: async (folder, tag, options) => await build(socket, folder, tag, options),
    nameImage: async (engine, image, name) => {
      if (!isOwnImage(engine, name)) throw new Problem('not-ours', { path: name })
      await nameImage(api, socket, image, name)
    },
    registryTrust: async () => await registryTrust(api, socket),
  }
}

/** Docker writes `null` where an image declares none, whatever its client's types say. */
const Declared = z.record(z.string(), z.unknown()).nullish()

function configOf({ Id, Config }: Dockerode.ImageInspectInfo): ImageConfig {
  const exposed = Object.keys(Declared.parse(Config.ExposedPorts) ?? {}).flatMap((port) => (port.endsWith('/tcp') ? [parseInt(port, 10)] : []))
  return { volumes: Object.keys(Declared.parse(Config.Volumes) ?? {}), user: Config.User, exposed, digest: Id }
}
