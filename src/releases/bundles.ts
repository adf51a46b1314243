import { readApp } from '../bundle/formats/read.ts'
import type { Template } from '../bundle/bundle.ts'
import { isAppText } from '../bundle/sidecars.ts'
import { readTexts } from '../kit/texts.ts'
import type { Release } from '../model/project.ts'
import { writeBundle } from './bundle/bundle.ts'
import type { Env } from './bundle/environment.ts'

export interface Bundled {
  readonly template: Template
  /** For whoever pushed. */
  readonly notes: readonly string[]
}

/** A release as an app in the folder `into`, and as it reads there. `source`: what its compose file mounts lies in it. */
export async function bundleOf(release: Release, env: Env, source: string, into: string): Promise<Bundled> {
  const title = release.file.title ?? release.project
  const notes = await writeBundle({ release, title, env, source }, into)
  return { template: readApp(release.project, await readTexts(into, isAppText)), notes }
}
