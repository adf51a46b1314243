import { z } from 'zod'
import { Cause } from './cause.ts'
import { Grant } from './grant.ts'
import { State } from './lifecycle.ts'
import { InstanceName, JobId } from './names.ts'
import { GroupName, PersonId } from './person.ts'
import { BuilderKind, Command, Domain, EnvMap, EnvName, ProjectFile } from './projectfile.ts'

/** A git repository here. The instance that its releases become has its name. */
export const ProjectOwner = z.discriminatedUnion('kind', [z.object({ kind: z.literal('person'), id: PersonId }), z.object({ kind: z.literal('group'), name: GroupName })])
export type ProjectOwner = z.infer<typeof ProjectOwner>

export const DataServiceKind = z.enum(['postgres', 'redis', 'mariadb'])
export type DataServiceKind = z.infer<typeof DataServiceKind>

/** A database attached to a project: one whatever the release, with data of its own. */
export const DataService = z.object({
  /** Its host name for the app, and its folder of data. */
  name: z.string().regex(/^[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?$/, 'use small letters, digits and dashes, beginning with a letter'),
  kind: DataServiceKind,
  image: z
    .string()
    .max(300)
    .regex(/^[a-zA-Z0-9][\w./:@-]*$/, 'write the name of an image'),
})
export type DataService = z.infer<typeof DataService>

/** One row in localdb; its only writer is the push door. */
export const Project = z.object({
  name: InstanceName,
  owner: ProjectOwner,
  /** What is deployed; null: what the repository's HEAD names. `berth.yaml` goes before neither. */
  branch: z.string().nullable(),
  /** Of what its apps ask for beyond the rules. */
  grants: z.array(Grant),
  services: z.array(DataService),
  /** The commit of the deployed branch that was last decided about: one that is newer was pushed when the engine ended. */
  judged: z.string().nullable(),
  /** The number of the newest release; they count up and are never given twice. */
  last: z.number().int(),
  created: z.string(),
})
export type Project = z.infer<typeof Project>

/** What a release was made because of. */
export const ReleaseSource = z.enum(['push', 'upload', 'image', 'redeploy', 'rollback', 'env', 'services', 'pull', 'newer', 'settings'])
export type ReleaseSource = z.infer<typeof ReleaseSource>

export const ReleaseImage = z.object({
  /** As it is called on this machine: `berth-<engine>/<project>:<commit>`. */
  name: z.string(),
  /** The digest Docker gives it: `sha256:…`. */
  digest: z.string(),
  /** TCP ports it exposes. */
  exposed: z.array(z.number().int()),
})
export type ReleaseImage = z.infer<typeof ReleaseImage>

/** A built version that can be rolled back to. Written once, by the build; only `refused` is said later. */
export const Release = z.object({
  /** What it is of: a project, a preview or a registered image, by the name of its instance. */
  project: InstanceName,
  number: z.number().int().min(1),
  source: ReleaseSource,
  /** The release whose images it has, where nothing was built. */
  of: z.number().int().nullable(),
  commit: z.string().nullable(),
  branch: z.string().nullable(),
  author: z.string().nullable(),
  /** The first line of the commit's message. */
  subject: z.string().nullable(),
  /** Who pushed, or asked. */
  by: z.string(),
  builder: BuilderKind,
  /** By service; `web` where there is one. */
  images: z.record(z.string(), ReleaseImage),
  /** Further processes the image itself declares, besides `web` (a Procfile): their commands. */
  processes: z.record(z.string(), z.array(z.string())),
  file: ProjectFile,
  /** Runs once, in this release only, before anything gets visitors: data to begin with. */
  seed: Command.nullable().default(null),
  /** Labels of the containers that visitors come to, besides Berth's own. */
  labels: z.record(z.string(), z.string()).default({}),
  services: z.array(DataService),
  /** Names of the variables it was given; their values lie in the vault. */
  env: z.array(EnvName),
  /** The build, with its log. */
  job: JobId.nullable(),
  created: z.string(),
  /** Why it did not become the one that serves. */
  refused: Cause.nullable(),
})
export type Release = z.infer<typeof Release>

export const ReleaseState = z.enum(['live', 'next', 'refused', 'past'])
export const ReleaseView = Release.omit({ file: true, processes: true }).extend({
  state: ReleaseState,
  /** It is kept and can be gone back to. */
  kept: z.boolean(),
  /** Names of variables that differ from the release before it. */
  envChanged: z.object({ added: z.array(z.string()), changed: z.array(z.string()), removed: z.array(z.string()) }),
})
export type ReleaseView = z.infer<typeof ReleaseView>

export const ProjectView = z.object({
  name: InstanceName,
  owner: ProjectOwner,
  ownerName: z.string(),
  branch: z.string().nullable(),
  /** What is deployed now: `branch`, or what HEAD names; null while nothing was pushed. */
  deploys: z.string().nullable(),
  remote: z.object({ ssh: z.string(), https: z.string() }),
  grants: z.array(Grant),
  services: z.array(DataService),
  domains: z.array(Domain),
  /** The number of the release that serves; null before the first. */
  live: z.number().int().nullable(),
  last: z.number().int(),
  /** The instance's state; null before the first release. */
  state: State.nullable(),
  /** As PaaSTech says it: STARTING, RUNNING, STOPPING, STOPPED, UNKNOWN. */
  status: z.enum(['STATUS_UNKNOWN', 'STARTING', 'RUNNING', 'STOPPING', 'STOPPED']),
  /** The build at work now. */
  job: JobId.nullable(),
  /** Why the last push did not become a release, or its release was refused; null when all is well. */
  cause: Cause.nullable(),
  url: z.string(),
  created: z.string(),
})
export type ProjectView = z.infer<typeof ProjectView>

/** Without an owner it is whoever asks. */
export const ProjectBody = z.object({ name: InstanceName, owner: ProjectOwner.optional(), branch: z.string().max(200).optional() }).strict()
export type ProjectBody = z.input<typeof ProjectBody>
export const ProjectChange = z
  .object({
    owner: ProjectOwner,
    branch: z
      .string()
      .max(200)
      .regex(/^(?![-/.])[\w./-]+$/)
      .nullable(),
    grants: z.array(Grant).max(50),
  })
  .partial()
  .strict()
export type ProjectChange = z.input<typeof ProjectChange>

export const RollbackBody = z.object({ /** Without a number: the one before the one that serves. */ release: z.number().int().min(1).optional() }).strict()
export type RollbackBody = z.infer<typeof RollbackBody>
export const ImageBody = z
  .object({
    image: z
      .string()
      .max(300)
      .regex(/^[a-zA-Z0-9][\w./:@-]*$/, 'write the name of an image'),
  })
  .strict()
export type ImageBody = z.infer<typeof ImageBody>
/** `job`: what builds it; null where nothing is built: `release` is then its number. Follow it at `/api/projects/:name/follow`. */
export const Deploying = z.object({ project: InstanceName, job: JobId.nullable(), release: z.number().int().nullable() })
export type Deploying = z.infer<typeof Deploying>

/** A variable of a project. The value is there only where it was asked to be shown. */
export const EnvLine = z.object({ name: EnvName, value: z.string().nullable(), /** Characters it has. */ length: z.number().int(), changed: z.string() })
export type EnvLine = z.infer<typeof EnvLine>
export const EnvBody = z
  .object({ set: EnvMap.default({}), unset: z.array(EnvName).max(500).default([]), /** Keep it for the next release instead of making one now. */ later: z.boolean().default(false) })
  .strict()
export type EnvBody = z.input<typeof EnvBody>
/** The text of an `.env` file, or lines pasted from one. */
export const EnvImport = z.object({ text: z.string().max(200_000), later: z.boolean().default(false) }).strict()
export type EnvImport = z.input<typeof EnvImport>
export const EnvAnswer = z.object({ env: z.array(EnvLine), deploying: Deploying.nullable() })
export type EnvAnswer = z.infer<typeof EnvAnswer>

export const AttachBody = z.object({ kind: DataServiceKind, name: DataService.shape.name.optional(), image: DataService.shape.image.optional() }).strict()
export type AttachBody = z.infer<typeof AttachBody>

/** What whoever waits for a release hears, in order: lines, then one end. */
export const PushWord = z.discriminatedUnion('type', [
  z.object({ type: z.literal('line'), line: z.string() }),
  z.object({ type: z.literal('end'), ok: z.boolean(), /** What was made, or why not; for a terminal. */ lines: z.array(z.string()), url: z.string().nullable(), release: z.number().int().nullable() }),
])
export type PushWord = z.infer<typeof PushWord>
