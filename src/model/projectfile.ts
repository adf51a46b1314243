import { z } from 'zod'
import { Access } from './access.ts'
import { InstanceName } from './names.ts'

/** Who makes an image of a project's source; `image` takes one that is made already. Detected in this order unless `berth.yaml` says; a `./run` that keeps to the demo service's convention goes before buildpacks. */
export const BuilderKind = z.enum(['compose', 'dockerfile', 'buildpacks', 'run', 'static', 'image'])
export type BuilderKind = z.infer<typeof BuilderKind>

/** Names of environment variables, as POSIX has them. */
export const EnvName = z
  .string()
  .max(128)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'use letters, digits and underscores, not beginning with a digit')
export const EnvValue = z
  .string()
  .max(32_768)
  .regex(/^[\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ufffd]*$/, 'a value may hold no control characters')
export const EnvMap = z.record(EnvName, EnvValue)

/** A path inside the source: relative, without `..`. */
const Inside = z
  .string()
  .max(500)
  .regex(/^(?!\/)(?!-)[^\0\\]+$/, 'write a path inside the project')
  .refine((path) => !path.split('/').includes('..'), 'it may not lead out of the project')

const Label = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'use small letters, digits and dashes')

/** As in a compose file: a text is cut into words as Compose does it, a list is taken as it is. No shell reads either. */
export const Command = z.union([z.string().min(1).max(4000), z.array(z.string().max(4000)).min(1).max(100)])

const Absolute = z
  .string()
  .max(300)
  .regex(/^\/[^\0:]*[^\0:/]$/, 'write a path of the container: /app/uploads')
  .refine((path) => !path.split('/').includes('..'), 'it may not hold ..')

export const Domain = z
  .string()
  .max(253)
  .regex(/^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/, 'write a name like shop.example.org, in small letters')
export type Domain = z.infer<typeof Domain>

/** Bytes as Docker writes them: 512m, 2g. */
const Memory = z.string().regex(/^[1-9]\d{0,9}[kmg]b?$/i, 'write it as 512m or 2g')

const Build = z
  .object({
    /** Dockerfile: the folder that is sent to the build, and the file in it. */
    context: Inside.default('.'),
    dockerfile: Inside.optional(),
    target: z
      .string()
      .max(100)
      .regex(/^[\w.-]+$/)
      .optional(),
    args: z.record(EnvName, EnvValue).default({}),
    /** Variables of the project's environment that the build may read as secrets: `RUN --mount=type=secret,id=NAME`. Never in a layer or a log. */
    secrets: z.array(EnvName).max(50).default([]),
    /** The compose file. */
    compose: Inside.optional(),
    /** Buildpacks: the builder image, buildpacks in their order, and the environment of the build. */
    builder: z
      .string()
      .max(300)
      .regex(/^[a-zA-Z0-9][\w./:@-]*$/)
      .optional(),
    buildpacks: z
      .array(
        z
          .string()
          .max(300)
          .regex(/^(?!-)\S+$/),
      )
      .max(50)
      .default([]),
    env: EnvMap.default({}),
    /** A static site: the folder with its `index.html`. */
    folder: Inside.optional(),
  })
  .strict()

/** `berth.yaml` in a project's source: everything has a default, and the file need not be there. */
export const ProjectFile = z
  .object({
    /** The project it is pushed to, for `berth init` and `berth push`. */
    name: InstanceName.optional(),
    title: z.string().min(1).max(80).optional(),
    builder: BuilderKind.exclude(['image']).optional(),
    build: Build.prefault({}),
    /** Where the app listens; else what its image exposes, else 8080. The app is told as `PORT`. */
    port: z.number().int().min(1).max(65535).optional(),
    /** The service of a compose file that visitors come to. */
    service: z
      .string()
      .max(63)
      .regex(/^[a-zA-Z0-9][\w.-]*$/)
      .optional(),
    health: z
      .object({
        path: z
          .string()
          .max(500)
          .regex(/^\/[\x21-\x7e]*$/)
          .default('/'),
        within: z.number().int().min(1).max(3600).default(120),
      })
      .strict()
      .optional(),
    /** Runs once in each release before it gets visitors: migrations. When it fails, the release before stays. */
    release: Command.optional(),
    /** `web` gets the visitors; what is not named here is as the image says. */
    processes: z.record(Label, Command).default({}),
    /** Folders of the container that are kept, by name. An app with any of them is never there twice at once. */
    volumes: z.record(Label, Absolute).default({}),
    memory: Memory.optional(),
    cpus: z.number().positive().max(256).optional(),
    env: EnvMap.default({}),
    domains: z.array(Domain).max(20).default([]),
    /** Who may visit it, as its first release begins: those whose project it is when not given. */
    access: Access.optional(),
    /** The branch that is deployed; else the repository's HEAD. */
    branch: z
      .string()
      .max(200)
      .regex(/^(?![-/.])[\w./-]+$/)
      .optional(),
    /** Only a push that changes one of these paths is deployed: `src/**`, `package.json`. */
    watch: z.array(z.string().min(1).max(300)).max(100).default([]),
    /** A commit message with one of these is stored and not deployed. */
    skip: z.array(z.string().min(1).max(100)).max(20).default(['[skip berth]', '[skip ci]', '[skip deploy]']),
    push: z
      .object({ /** The push ends when the release is live, and is refused when it is not. */ wait: z.boolean().default(false) })
      .strict()
      .prefault({}),
    /** May two releases run side by side for a moment? Else as its volumes say. */
    overlap: z.boolean().optional(),
  })
  .strict()
export type ProjectFile = z.infer<typeof ProjectFile>
