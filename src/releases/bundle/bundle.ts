import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Release } from '../../model/project.ts'
import { composeServices } from './composeservices.ts'
import type { Env } from './environment.ts'
import { iconOf } from './icon.ts'
import { copyNamed } from './keep.ts'
import { metaOf } from './meta.ts'
import { ownServices } from './ownservices.ts'
import { templateText } from './templatetext.ts'

export interface BundleInput {
  readonly release: Release
  /** As people read the project's name. */
  readonly title: string
  /** The project's variables, as this release was given them. */
  readonly env: Env
  /** For a compose project: the folder that `keepSource` filled, or the source itself. */
  readonly source: string | null
}

/**
 * Writes a release as an app in our current format into the folder `into`, which is made anew: its compose file (with
 * the values of variables, so for its owner's eyes only), what it is, a picture, and the files of the source it mounts.
 * Answers what is to be said to whoever pushed.
 * Throws `bad-compose`, `bad-project-file`, `entry-unclear`, or `refused` where its compose file leads out of the source.
 */
export async function writeBundle({ release, title, env, source }: BundleInput, into: string): Promise<readonly string[]> {
  await rm(into, { recursive: true, force: true })
  await mkdir(into, { recursive: true, mode: 0o755 })
  const fromCompose = release.builder === 'compose' && source !== null ? await composeServices(release, env, source) : undefined
  const composed = fromCompose ?? ownServices(release, env)
  if (fromCompose && source !== null) await copyNamed(source, fromCompose.named, into)
  await write(join(into, 'docker-compose.yml.template'), templateText(composed.compose), 0o600)
  await write(join(into, 'app_meta.json'), `${JSON.stringify(metaOf(release, title, composed), null, 2)}\n`, 0o644)
  await write(join(into, 'icon.svg'), iconOf(release.project), 0o644)
  return composed.notes
}

/** A file of the source that has this name gives way. */
async function write(path: string, text: string, mode: number): Promise<void> {
  await rm(path, { recursive: true, force: true })
  await writeFile(path, text, { mode })
  await chmod(path, mode)
}
