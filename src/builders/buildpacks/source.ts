import type { Readable } from 'node:stream'
import { tarOf } from '../../docker/tar.ts'
import { addSource } from '../sourcetar.ts'
import type { BuilderImage } from './builderimage.ts'
import { builtImage, inLayout, places } from './places.ts'

export interface SourceAsk {
  readonly app: string
  readonly builder: BuilderImage
  /** For the build alone, each a file of the platform folder: neither in the lifecycle's own environment nor in the image. */
  readonly env: ReadonlyMap<string, string>
  readonly order: string | null
  /** Put into the layout next; its folder must be there. */
  readonly runImage: string
}

/** What the container has before it starts: the app and the folders to write to, as the builder's user; the rest as root. */
export async function sourceTar({ app, builder, env, order, runImage }: SourceAsk): Promise<Readable> {
  const mine = { uid: builder.uid, gid: builder.gid }
  return await tarOf(async (add) => {
    for (const folder of [places.app, places.layers, places.cache, inLayout(builtImage)]) await add({ path: relative(folder), kind: 'folder', ...mine })
    for (const folder of [`${places.platform}/env`, inLayout(runImage)]) await add({ path: relative(folder), kind: 'folder' })
    for (const [name, value] of env) await add({ path: relative(`${places.platform}/env/${name}`) }, value)
    if (order !== null) await add({ path: relative(places.order), ...mine }, order)
    await addSource(add, app, relative(places.app), mine)
  })
}

function relative(path: string): string {
  return path.slice(1)
}
