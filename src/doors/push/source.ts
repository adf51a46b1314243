import { z } from 'zod'
import { InstanceName } from '../../model/names.ts'
import { ReleaseSource } from '../../model/project.ts'

/** Where a build finds its source: in the repository, in a folder that was put ready for it, or as an image that is made already. */
export const Source = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('commit'), commit: z.string(), branch: z.string() }),
  /** `folder`: below the staging folder. `commit`: where the folder is the tree of one that is not taken yet. */
  z.object({ kind: z.literal('folder'), folder: z.string(), commit: z.string().nullable(), branch: z.string().nullable(), author: z.string().nullable(), subject: z.string().nullable() }),
  z.object({ kind: z.literal('image'), image: z.string() }),
])
export type Source = z.infer<typeof Source>

/** What a build is asked with; kept as JSON over restarts. */
export const BuildInput = z.object({ project: InstanceName, source: Source, because: ReleaseSource, by: z.string() })
export type BuildInput = z.infer<typeof BuildInput>
