import { z } from 'zod'
import { DeviceId } from '../model/device.ts'
import { InstanceName } from '../model/names.ts'
import { GroupName, PersonId, Role } from '../model/person.ts'
import { Cause } from '../model/cause.ts'
import { State } from '../model/lifecycle.ts'
import { HeaderRule } from '../model/plan.ts'
import { Policy } from '../model/access.ts'

/**
 * What the gateway needs, and what it tells: JSON frames, one a line, over the gateway's own
 * UNIX socket. The engine connects (again after each restart) and sends a `snapshot` first;
 * the gateway answers with the whole `demand` and then with changes. Neither side keeps what
 * the other can say again.
 */

/** Where the entry listens: the container's address, or a loopback port where that cannot be. */
export const Target = z.object({ host: z.string(), port: z.number().int() })
export type Target = z.infer<typeof Target>

export const RouteEntry = z.object({
  /** The public port the gateway listens on; null where only the name leads here. */
  listen: z.number().int().nullable(),
  protocol: z.enum(['http', 'tcp']),
  /** A plain stream that its owner opened although nobody signs in there; else it is open only where everything is public. */
  open: z.boolean().optional(),
  /** Known only while the instance runs or is paused. */
  target: Target.nullable(),
})
export type RouteEntry = z.infer<typeof RouteEntry>

export const Route = z.object({
  instance: InstanceName,
  title: z.string(),
  /** Names of its own besides `<instance>.<domain>`, in small letters. */
  hosts: z.array(z.string()).optional(),
  /**
   * Labels below the domain that stand for one version: the one that is here (`current`), or one that is not: it is on
   * its way here, it was tried and put back, or (where nothing is said) another has taken its place.
   */
  aliases: z.array(z.object({ label: z.string(), current: z.boolean(), fate: z.enum(['coming', 'refused']).optional() })).optional(),
  policy: Policy,
  /** The first HTTP entry is the one the name leads to. */
  entries: z.array(RouteEntry),
  /** What the app is told of its visitors, by prefix of the path; an engine of an earlier version does not say. */
  headers: z.array(HeaderRule).optional(),
  state: State,
  /** Epoch milliseconds of the last change of `state`. */
  since: z.number(),
  /** What it is doing now, in words for the waiting page: "starting database". */
  step: z.string().nullable(),
  /** Milliseconds a start usually takes here, or null. */
  expected: z.number().nullable(),
  cause: Cause.nullable(),
})
export type Route = z.infer<typeof Route>
export type Alias = NonNullable<Route['aliases']>[number]

/** A sign-in, a paired device or a shared link that is still good, and whom it stands for. */
export const Session = z.object({
  id: z.string(),
  of: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('person'), id: PersonId, name: z.string(), role: Role, groups: z.array(GroupName) }),
    z.object({ kind: z.literal('device'), id: DeviceId, name: z.string() }),
    z.object({ kind: z.literal('link'), instance: InstanceName, path: z.string(), expires: z.number() }),
  ]),
})
export type Session = z.infer<typeof Session>

/** Everybody who is somebody here, whole: a session that is not in it is out. `open`: strangers count as paired devices. */
export const Crowd = z.object({ sessions: z.array(Session), open: z.boolean() })
export type Crowd = z.infer<typeof Crowd>

/** A certificate with its chain and key, PEM, for these names (`*.example.org` covers one label). */
export const Certificate = z.object({ names: z.array(z.string()), chain: z.string(), key: z.string() })
export type Certificate = z.infer<typeof Certificate>

export const EngineFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    domain: z.string(),
    /** Names besides `berth.<domain>` that lead to the console: the domain itself and the host's names. Addresses always do. */
    consoleNames: z.array(z.string()),
    /** The engine's socket for the console and the API. */
    engineSocket: z.string(),
    /** On a LAN each app also answers at `<instance>-<label>.local`, the console at `berth-<label>.local`; null where it does not. */
    lan: z.string().nullable(),
    /** HMAC-SHA256 key, base64url, that signs entry tickets, app sessions and shared links. */
    key: z.string(),
    /** The private key (JWK, P-256) that signs what apps are told of their visitors, and who says so. */
    identity: z.object({ issuer: z.string(), key: z.record(z.string(), z.string()) }),
    crowd: Crowd,
    routes: z.array(Route),
  }),
  z.object({ type: z.literal('route'), route: Route }),
  z.object({ type: z.literal('route-gone'), instance: InstanceName }),
  z.object({ type: z.literal('crowd'), crowd: Crowd }),
  /** All of them, whole, after each snapshot and each change; none: no HTTPS. `redirect`: whoever comes by HTTP is sent to HTTPS. */
  z.object({ type: z.literal('certificates'), certificates: z.array(Certificate), redirect: z.boolean() }),
  /** What a certificate authority is answered at `/.well-known/acme-challenge/<token>` on port 80, all of it. */
  z.object({ type: z.literal('challenges'), answers: z.record(z.string(), z.string()) }),
])
export type EngineFrame = z.infer<typeof EngineFrame>

/** How much an instance is wanted now. `idle`: milliseconds since the last byte or visit, 0 while `active`; 2^53-1 where the gateway has seen none. */
export const DemandRow = z.object({
  instance: InstanceName,
  /** Requests in flight, open streams and parked visitors. */
  active: z.number().int(),
  idle: z.number(),
  /** Someone is waiting for it to run. */
  waiting: z.boolean(),
  /** `host:port` of every place of its containers that new visits go to now, or that still has some under way: what is not named may go. */
  targets: z.array(z.string()).optional(),
})
export type DemandRow = z.infer<typeof DemandRow>

export const GatewayFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    version: z.string(),
    pid: z.number().int(),
    listening: z.array(z.number().int()),
    /** The port of HTTPS; null where none could be opened. */ tls: z.number().int().nullable(),
  }),
  z.object({ type: z.literal('demand'), full: z.boolean(), rows: z.array(DemandRow) }),
  /** A visitor pressed retry on the page of a failed instance. */
  z.object({ type: z.literal('retry'), instance: InstanceName }),
  /** A target did not answer although the route says running: look again. */
  z.object({ type: z.literal('unreachable'), instance: InstanceName }),
  /** For the audit: who was turned away, or came by a link. */
  z.object({ type: z.literal('seen'), who: z.string(), action: z.string(), instance: InstanceName, from: z.string(), result: z.string() }),
  z.object({ type: z.literal('port-failed'), instance: InstanceName, port: z.number().int(), reason: z.string() }),
])
export type GatewayFrame = z.infer<typeof GatewayFrame>
