import { z } from 'zod'
import { GivenRole, GroupName } from './person.ts'

const issuer = z.url({ protocol: /^https?$/ }).max(500)
const domain = z.string().regex(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])$/, 'write it as example.org')

export const OutsideId = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?$/, 'use 1 to 20 lowercase letters, digits and dashes')
  .brand<'OutsideId'>()
export type OutsideId = z.infer<typeof OutsideId>

/** An OpenID provider outside, where people of this machine may sign in. */
export const OutsideConfig = z.object({
  /** On the button: "Sign in with …". */
  label: z.string().trim().min(1).max(40),
  issuer,
  client_id: z.string().min(1).max(300),
  scope: z.string().max(300).default('openid profile email'),
  /** Who comes without having been invited: nobody when null, else whoever passes `domains` and `groups`, with this role. */
  welcome: GivenRole.exclude(['admin']).nullable().default(null),
  /** Only verified addresses of these domains; any when empty. */
  domains: z.array(domain).max(50).default([]),
  /** The claim that lists somebody's groups there. */
  groups_claim: z.string().max(100).default('groups'),
  /** Only members of one of these groups there; any when empty. */
  groups: z.array(z.string().min(1).max(200)).max(50).default([]),
  /** Groups there, and the groups here that their members are in, at each sign-in. */
  group_map: z.record(z.string(), GroupName).default({}),
})
export type OutsideConfig = z.infer<typeof OutsideConfig>

/** The secret is kept when it is not given again. */
export const OutsideBody = OutsideConfig.extend({ client_secret: z.string().max(1000).optional() })
export type OutsideBody = z.input<typeof OutsideBody>
/** `callback`: what the provider must be told. */
export const OutsideView = OutsideConfig.extend({ id: OutsideId, secret: z.boolean(), callback: z.string() })
export type OutsideView = z.infer<typeof OutsideView>

/** The ways in that the sign-in page offers. */
export const SignInWays = z.object({ outside: z.array(z.object({ id: OutsideId, label: z.string() })), pairing: z.boolean(), people: z.boolean() })
export type SignInWays = z.infer<typeof SignInWays>

/** An account outside that somebody signs in with; `name` is what they are called there. */
export const OutsideAccount = z.object({ id: z.string(), label: z.string(), name: z.string() })
export type OutsideAccount = z.infer<typeof OutsideAccount>
