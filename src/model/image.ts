import { z } from 'zod'
import { Access } from './access.ts'
import { Cause } from './cause.ts'
import { State } from './lifecycle.ts'
import { InstanceName, JobId } from './names.ts'
import { EnvMap, ProjectFile } from './projectfile.ts'

/**
 * The name of an image as the OCI distribution specification and Docker have it: `nginx`, `ghcr.io/x/y:1.2`,
 * `localhost:5000/a/b@sha256:…`. Parsed once by `doors/image/reference.ts`; this is its outer grammar.
 */
export const ImageName = z
  .string()
  .max(300)
  .regex(
    /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::\d{1,5})?\/|\[[0-9a-fA-F:]+\](?::\d{1,5})?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/,
    'write the name of an image: ghcr.io/someone/app:1',
  )
export type ImageName = z.infer<typeof ImageName>

/** `never` looks; `ask` looks and waits; `patch` and `minor` take newer tags within 1.2.x and 1.x; `any` every newer one. A tag's new digest is the smallest of changes: all but `never` and `ask` take it. */
export const ImagePolicy = z
  .object({
    take: z.enum(['never', 'ask', 'patch', 'minor', 'any']).default('ask'),
    /** Minutes between looks; a registry's webhook makes it look at once. */
    every: z
      .number()
      .int()
      .min(1)
      .max(60 * 24 * 7)
      .default(60),
    /** It is switched only within these hours of the machine's own time, `from` up to `to`; equal hours are the whole day. */
    from: z.number().int().min(0).max(23).default(0),
    to: z.number().int().min(0).max(23).default(0),
  })
  .strict()
export type ImagePolicy = z.infer<typeof ImagePolicy>

/** What the release's own file says of one image: of `berth.yaml` the part that has a meaning here. */
export const ImageSettings = ProjectFile.pick({ port: true, volumes: true, memory: true, cpus: true, health: true, processes: true, domains: true })
export type ImageSettings = z.infer<typeof ImageSettings>

/** A newer version that was seen: another digest of the tag, or a newer tag. */
export const Newer = z.object({ image: z.string(), digest: z.string(), seen: z.string() })
export type Newer = z.infer<typeof Newer>

/** A registered image. One row; its one writer is the image door. */
export const RegisteredImage = z.object({
  name: InstanceName,
  title: z.string(),
  /** By service: the image as it was asked for; `web` where there is but one. */
  images: z.record(z.string(), z.string()),
  /** The compose file it was registered with; null for one image. */
  compose: z.string().nullable(),
  settings: ImageSettings,
  access: Access,
  policy: ImagePolicy,
  /** By service: the digest in the registry that its newest release has. */
  digests: z.record(z.string(), z.string()),
  /** By service: the tag it has moved to, where newer ones are taken. */
  tags: z.record(z.string(), z.string()),
  newer: z.record(z.string(), Newer),
  /** When its registry was looked at last, and why that came to nothing. */
  looked: z.string().nullable(),
  cause: Cause.nullable(),
  /** The path a registry's webhook has for it: `/doors/image/<hook>`. */
  hook: z.string(),
  last: z.number().int(),
  created: z.string(),
})
export type RegisteredImage = z.infer<typeof RegisteredImage>

export const RegisteredImageView = RegisteredImage.omit({ last: true }).extend({
  url: z.string(),
  hookUrl: z.string(),
  /** The instance's state; null before its first release. */
  state: State.nullable(),
  /** The number of the release that serves. */
  live: z.number().int().nullable(),
  job: JobId.nullable(),
  /** Why the newest release is not the one that serves, or the first never came. */
  failure: Cause.nullable(),
})
export type RegisteredImageView = z.infer<typeof RegisteredImageView>

/** Just one of `image`, `run` (a `docker run` line) and `compose` (the text of a compose file). */
export const RegisterBody = z
  .object({
    image: ImageName.optional(),
    run: z.string().max(20_000).optional(),
    compose: z.string().max(500_000).optional(),
    name: InstanceName.optional(),
    title: z.string().min(1).max(80).optional(),
    /** A number, or one written as a text: `"8506"`. */
    port: z
      .union([
        z.number(),
        z
          .string()
          .regex(/^\d{1,5}$/, 'a port is a number from 1 to 65535')
          .transform(Number),
      ])
      .pipe(z.number().int().min(1).max(65535))
      .optional(),
    env: EnvMap.default({}),
    /** By the name its data has: the folder of the container. None given: those that the image declares. */
    volumes: ProjectFile.shape.volumes.unwrap().optional(),
    memory: ProjectFile.shape.memory,
    cpus: ProjectFile.shape.cpus,
    access: Access.default('private'),
    policy: ImagePolicy.prefault({}),
  })
  .strict()
export type RegisterBody = z.input<typeof RegisterBody>
export const ImageChange = z
  .object({
    title: z.string().min(1).max(80),
    image: ImageName,
    port: ProjectFile.shape.port.unwrap().nullable(),
    volumes: ProjectFile.shape.volumes.unwrap(),
    memory: ProjectFile.shape.memory.unwrap().nullable(),
    cpus: ProjectFile.shape.cpus.unwrap().nullable(),
    policy: ImagePolicy,
  })
  .partial()
  .strict()
export type ImageChange = z.input<typeof ImageChange>

/** `job`: what brings it. */
export const Registering = z.object({ name: InstanceName, job: JobId })
export type Registering = z.infer<typeof Registering>

export const LookBody = z.object({ image: ImageName.optional(), run: z.string().max(20_000).optional(), compose: z.string().max(500_000).optional() }).strict()
export type LookBody = z.infer<typeof LookBody>

/** What an image says of itself, read from its registry without fetching it: a form to be looked over. */
export const ImageGuess = z.object({
  /** A name that is free. */
  name: InstanceName,
  images: z.record(z.string(), z.string()),
  /** Where it listens; null: unclear, to be asked for. */
  port: z.number().int().nullable(),
  /** All it says it listens on. */
  ports: z.array(z.number().int()),
  env: z.array(z.object({ name: z.string(), value: z.string() })),
  volumes: z.record(z.string(), z.string()),
  /** Compressed bytes to fetch; null where the registry does not say. */
  bytes: z.number().int().nullable(),
  digest: z.string().nullable(),
  /** Newer tags there are, the newest first. */
  tags: z.array(z.string()),
  /** What of a pasted line or file has no meaning here, in words. */
  notes: z.array(z.string()),
  here: z.boolean(),
})
export type ImageGuess = z.infer<typeof ImageGuess>

/** The host of a registry: `ghcr.io`, `registry.example.org:5000`. */
export const RegistryHost = z
  .string()
  .max(253)
  .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/, 'write a host: ghcr.io')
export type RegistryHost = z.infer<typeof RegistryHost>
/** Whom a registry knows us as; the password lies in the vault: `registry:<host>`. */
export const Registry = z.object({ host: RegistryHost, user: z.string(), created: z.string() })
export type Registry = z.infer<typeof Registry>
export const RegistryBody = z.object({ host: RegistryHost, user: z.string().min(1).max(200), password: z.string().min(1).max(10_000) }).strict()
export type RegistryBody = z.infer<typeof RegistryBody>

/** A document beside an app, step by step: `/documentation/<name>/<document>/`. */
export const DocumentName = z.string().regex(/^[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?$/, 'use 1 to 40 small letters, digits, dashes and underscores')
export const LabDocument = z.object({
  app: InstanceName,
  document: DocumentName,
  title: z.string(),
  /** Minutes, all steps together; null where none is given. */
  minutes: z.number().int().nullable(),
  steps: z.number().int(),
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('upload') }),
    z.object({ kind: z.literal('git'), url: z.string(), path: z.string(), /** None: the main one. */ branch: z.string().optional(), commit: z.string() }),
  ]),
  updated: z.string(),
})
export type LabDocument = z.infer<typeof LabDocument>
/** Just one of `text` and `git`. */
export const LabDocumentBody = z
  .object({
    text: z.string().max(2_000_000).optional(),
    git: z
      .object({
        url: z
          .string()
          .max(500)
          .regex(/^https?:\/\/[^\s]+$/, 'write an address that begins with https://'),
        path: z.string().max(300).default('documentation.md'),
        branch: z.string().max(200).optional(),
      })
      .strict()
      .optional(),
  })
  .strict()
export type LabDocumentBody = z.input<typeof LabDocumentBody>
/** What became of each entry of an old `container_states.json`. */
export const LabsImported = z.object({ labs: z.array(z.object({ lab: z.string(), name: z.string().nullable(), job: JobId.nullable(), reason: z.string().nullable() })) })
export type LabsImported = z.infer<typeof LabsImported>
