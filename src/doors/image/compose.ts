import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import { ProjectFile } from '../../model/projectfile.ts'
import { entryService, exposedOf, portsOf } from '../../releases/bundle/composeentry.ts'
import { namedMounts } from '../../releases/bundle/composemounts.ts'
import { withoutProfiles } from '../../releases/bundle/composeservices.ts'
import { readComposeSource } from '../../releases/bundle/composesource.ts'

/** What a registered compose file is called where it is written down. */
export const composeName = 'compose.yaml'

export interface ReadCompose {
  /** By service. */
  readonly images: Readonly<Record<string, string>>
  /** The service that visitors come to, and where it says it listens. */
  readonly entry: string
  readonly port: number | null
  readonly notes: readonly string[]
}

/** Reads a compose file that stands alone: nothing is built of it, and no file lies beside it. Throws `bad-compose`, `refused`, `entry-unclear`. */
export async function readCompose(text: string, env: Readonly<Record<string, string>>): Promise<ReadCompose> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-registered-'))
  try {
    await writeFile(join(folder, composeName), text, { mode: 0o600 })
    return await readAlone(folder, env)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const project = InstanceName.parse('app')

async function readAlone(folder: string, env: Readonly<Record<string, string>>): Promise<ReadCompose> {
  const file = ProjectFile.parse({ build: { compose: composeName } })
  const { compose, base } = await readComposeSource(project, file, new Map(Object.entries(env)), folder)
  const used = withoutProfiles(compose)
  const images = Object.fromEntries(Object.entries(used.services).map(([service, { image, build }]) => [service, imageOf(service, image, build !== undefined)]))
  const entry = entryService({ project, file }, used)
  const { notes } = await namedMounts(used, base, folder)
  return { images, entry, port: portsOf(used.services[entry])[0] ?? exposedOf(used.services[entry])[0] ?? null, notes }
}

function imageOf(service: string, image: string | undefined, isBuilt: boolean): string {
  if (isBuilt) throw new Problem('bad-compose', { app: 'the app', where: `services.${service}.build`, reason: 'only images can be registered; push the source to a project to have it built' })
  if (!image) throw new Problem('bad-compose', { app: 'the app', where: `services.${service}`, reason: 'it names no image' })
  return image
}
