import { z } from 'zod'
import { Ask } from './grant.ts'
import { Lifecycle } from './lifecycle.ts'
import { AppName, InstanceName } from './names.ts'
import { Policy } from './access.ts'
import { Size } from './size.ts'

/** Which door an instance came by, and which outside thing it is there. */
export const StoreOrigin = z.object({ door: z.literal('store'), store: z.string().min(1), app: AppName })
export type StoreOrigin = z.infer<typeof StoreOrigin>
/** The project's repository on this machine; a version is the number of a release. */
export const PushOrigin = z.object({ door: z.literal('push'), project: InstanceName })
export type PushOrigin = z.infer<typeof PushOrigin>
/** A pull request or branch, by the name its preview has here; a version is the number of a release. */
export const PreviewOrigin = z.object({ door: z.literal('preview'), preview: InstanceName })
export type PreviewOrigin = z.infer<typeof PreviewOrigin>
/** An image that somebody registered; a version is the number of a release. */
export const ImageOrigin = z.object({ door: z.literal('image'), image: InstanceName })
export type ImageOrigin = z.infer<typeof ImageOrigin>
export const Origin = z.discriminatedUnion('door', [StoreOrigin, PushOrigin, PreviewOrigin, ImageOrigin])
export type Origin = z.infer<typeof Origin>

/** What the app is called by whoever made it: in its catalogue, or as a project. */
export function appOf(origin: Origin): AppName {
  if (origin.door === 'store') return origin.app
  if (origin.door === 'push') return AppName.parse(origin.project)
  return AppName.parse(origin.door === 'preview' ? origin.preview : origin.image)
}

/** What could be installed through a door. */
export const Offer = z.object({
  origin: StoreOrigin,
  title: z.string(),
  version: z.string(),
  summary: z.string(),
  category: z.string().optional(),
  featured: z.boolean(),
  size: Size,
  /** Everything it needs is on this machine already; null where that is not known without asking its catalogue. */
  offline: z.boolean().nullable(),
  /** It has a picture. */
  icon: z.boolean(),
  /** Why this entry cannot be installed, after the path of the wrong field; the others still can. */
  bad: z.string().optional(),
})
export type Offer = z.infer<typeof Offer>

/** With what this machine means for it. */
export const OfferView = Offer.extend({ fits: z.boolean() })
export type OfferView = z.infer<typeof OfferView>

/** What an app's own page shows, before it is installed. */
export const OfferDetails = z.object({
  description: z.array(z.string()),
  hints: z.array(z.string()),
  homepage: z.string().nullable(),
  repository: z.string().nullable(),
  services: z.array(z.object({ name: z.string(), image: z.string(), here: z.boolean() })),
  entries: z.array(z.object({ port: z.number().int(), protocol: z.enum(['http', 'tcp']) })),
  policy: Policy,
  lifecycle: Lifecycle,
  asks: z.array(Ask),
  /** What its author says of this version. */
  changes: z.string().nullable(),
})
export type OfferDetails = z.infer<typeof OfferDetails>

export const OfferPage = z.object({ offer: OfferView, details: OfferDetails.nullable() })
export type OfferPage = z.infer<typeof OfferPage>

/** What to look for among the offers; everything that is given must hold. */
export const OfferQuery = z.object({
  q: z.string().max(200).default(''),
  category: z.string().max(80).optional(),
  store: z.string().max(40).optional(),
  /** Only what fits this machine. */
  fits: z.stringbool().default(false),
  /** Only what can be installed without the Internet. */
  offline: z.stringbool().default(false),
  featured: z.stringbool().default(false),
  limit: z.coerce.number().int().min(1).max(5000).default(5000),
})
export type OfferQuery = z.infer<typeof OfferQuery>
