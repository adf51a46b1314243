import { z } from 'zod'
import { AppName } from './names.ts'
import { Lifecycle } from './lifecycle.ts'
import { Size } from './size.ts'

const Text = z.union([z.string(), z.array(z.string())])

/** Where an app is answered after a sign-in: a path of its own, or an address whose path counts. */
const RedirectUri = z
  .string()
  .max(500)
  .regex(/^(?:https?:\/\/[^/?#]+)?\/(?!\/)[\x21-\x7e]*$/, 'write a path of the app: /auth/callback')
  .refine((text) => !/[?#\\]/.test(text), 'write only a path, without ? and #')

/**
 * Our current format: `app_meta.json` 1.3, with one optional member of our own, `x-berth`.
 * Unknown members are kept out of the way of newer formats: they are ignored, not refused.
 */
export const AppMeta = z.object({
  v: z.literal('1.3'),
  app_version: z.string().min(1),
  name: AppName,
  pretty_name: z.string().min(1),
  icon: z.string().min(1),
  upstream_repo: z.string().nullish(),
  homepage: z.string().nullish(),
  entrypoints: z
    .array(
      z.object({
        container_name: z.string().min(1),
        container_port: z.number().int().min(1).max(65535),
        entrypoint_port: z.enum(['http', 'mqtt']),
      }),
    )
    .min(1),
  paths: z.record(z.string(), z.object({ access: z.enum(['public', 'private', 'peer']), headers: z.record(z.string(), z.string()).optional() })),
  /** It signs people in with OpenID Connect: Berth is its provider, and fills `oidc.*` in its template. PKCE is needed. */
  oidc: z
    .object({
      redirect_uris: z.array(RedirectUri).min(1).max(20),
      /** It runs in the browser, where no secret can be kept. */
      public_client: z.boolean().default(false),
      /** Of `openid`, `profile`, `groups` and `email`. */
      scope: z.string().max(200).default('openid profile email groups'),
    })
    .optional(),
  lifecycle: Lifecycle.prefault({}),
  minimum_portal_size: Size.default('xs'),
  store_info: z
    .object({
      description_short: z.string().optional(),
      description_long: Text.optional(),
      hint: Text.optional(),
      category: z.string().optional(),
      is_featured: z.boolean().optional(),
    })
    .prefault({}),
  'x-berth': z
    .object({
      /** Files that the machine gives to the build, by name: today only a static busybox. */
      build_files: z.record(z.string(), z.literal('busybox-static')).optional(),
      /** Seconds an app may take until it answers; 120 when not given. */
      ready_within: z.number().int().min(1).max(3600).optional(),
      /** It is ready when this path is answered with 200 to 399; when not given, any answer to `/` will do. */
      health_path: z
        .string()
        .max(500)
        .regex(/^\/[\x21-\x7e]*$/, 'write a path of the app: /health')
        .optional(),
      /** What is new in this version, for a person who is asked whether to update. */
      changes: z.string().max(5000).optional(),
      /** The release it is: services that write to nothing which outlives them are called after it, so that two releases can run side by side. */
      release: z
        .string()
        .regex(/^[a-z0-9]{1,20}$/)
        .optional(),
      /** False: never two releases at once, whatever its services write to. */
      overlap: z.boolean().default(true),
      /** Labels of the container that visitors come to: those by which the demo service's tools know a demo. */
      labels: z
        .record(z.string().regex(/^run\.demo(?:\.[a-z0-9_-]{1,40})?$/, 'only run.demo and what is below it'), z.string().max(300))
        .refine((labels) => Object.keys(labels).length <= 20, 'at most 20')
        .optional(),
    })
    .prefault({}),
})
export type AppMeta = z.infer<typeof AppMeta>
