import { stat } from 'node:fs/promises'
import { Problem } from '../../model/problem.ts'
import type { BuildRequest } from '../builder.ts'
import { inside } from '../inside.ts'
import { readPaastech } from './paastech.ts'

/**
 * Ours, where nobody names one: Paketo's, of Ubuntu 22.04, one of those `pack builder suggest` lists
 * (github.com/buildpacks/pack, internal/builder/trusted_builder.go), and the successor of the one in PaaSTech's `init`.
 */
export const defaultBuilder = 'paketobuildpacks/builder-jammy-base'

export interface BuildpackSettings {
  /** The folder that is built, absolute. */
  readonly app: string
  readonly builder: string
  /** In their order; none: the builder detects. */
  readonly buildpacks: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** The file that asks for buildpacks; null: only well-known files speak for them. */
  readonly asked: string | null
  readonly notes: readonly string[]
}

/** From `berth.yaml`, then from PaaSTech's files, then ours: the first that says a thing counts; variables are laid over each other. */
export async function settingsOf(request: BuildRequest, ours: string): Promise<BuildpackSettings> {
  const { build, builder: kind } = request.file
  const found = await readPaastech(request.folder, ours)
  const paas = found?.settings
  const asksOurs = kind === 'buildpacks' || build.builder !== undefined || build.buildpacks.length > 0
  return {
    app: await appOf(request.folder, build.context === '.' ? (paas?.path ?? '.') : build.context),
    builder: build.builder ?? paas?.builder ?? ours,
    buildpacks: build.buildpacks.length > 0 ? build.buildpacks : (paas?.buildpacks ?? []),
    env: { ...paas?.env, ...build.env },
    asked: asksOurs ? 'berth.yaml' : (found?.file ?? null),
    notes: found?.notes ?? [],
  }
}

async function appOf(folder: string, path: string): Promise<string> {
  const said = { file: 'berth.yaml or paastech.yaml', from: 'the top of the project' }
  const app = await inside(folder, path, said)
  if (!(await stat(app)).isDirectory()) throw new Problem('build-missing', { what: `the folder ${path}`, ...said })
  return app
}
