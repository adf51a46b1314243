import type { TokenScope } from '../model/api.ts'

/** Who calls, once it is known. */
export type Person = Anonymous | OwnerPerson

export interface Anonymous {
  readonly kind: 'anonymous'
  readonly from: string
}

export interface OwnerPerson {
  readonly kind: 'owner'
  readonly name: string
  /** `local`: over the socket that only the machine's administrator can open. */
  readonly via: 'session' | 'token' | 'local'
  /** What the token may do, where it is one. */
  readonly scope?: TokenScope
  /** The id of the sign-in, where it is one. */
  readonly session?: string
  readonly from: string
}

/** What is known of a request before anybody is believed. `from`, `host` and `scheme` are our own gateway's word. */
export interface RequestFacts {
  readonly local: boolean
  readonly method: string
  readonly cookie: string | undefined
  readonly authorization: string | undefined
  readonly origin: string | undefined
  readonly host: string | undefined
  readonly scheme: 'http' | 'https'
  readonly from: string
  readonly agent: string | undefined
  /** It asks for another protocol: a WebSocket. */
  readonly upgrade: boolean
}
