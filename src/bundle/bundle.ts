import type { AppMeta } from '../model/app.ts'
import type { Grant } from '../model/grant.ts'
import type { EngineId, InstanceName } from '../model/names.ts'
import type { Plan } from '../model/plan.ts'
import type { Traefik } from './traefik.ts'

/** What a bundle is made into a running thing with. Every path is absolute. */
export interface Place {
  readonly engine: EngineId
  readonly instance: InstanceName
  /** The instance's folder; data lies in `data/` below it. */
  readonly folder: string
  /** CIDR of the instance's own network. */
  readonly subnet: string
  readonly domain: string
  /** The host's address in the visitor's words: `<instance>.<domain>`. */
  readonly host: string
  /** The address with scheme and port, without a slash at the end. */
  readonly url: string
  /** Image facts by image name: undeclared volumes are given a place below `data/.image/`; the digest tells whether it is still the same image. */
  readonly images: ReadonlyMap<string, { readonly volumes: readonly string[]; readonly digest?: string }>
  /** Secrets of the instance by name; `secret('x')` in a template takes from here, and names asked for the first time are listed in `Rendered.newSecrets`. */
  readonly secrets: ReadonlyMap<string, string>
  readonly grants: readonly Grant[]
  /** The texts of files of the machine that were granted, by their path. */
  readonly granted: ReadonlyMap<string, string>
  readonly machine: MachineFolders
  /** What the machine signs its word about visitors with, PEM; empty where it gives none. */
  readonly publicKey: string
  /** Where people sign in to it, for an app that declares `oidc`. */
  readonly oidc: SignInFacts | null
  /** Who leads visitors to it in the gateway's stead, if anybody. */
  readonly traefik?: Traefik | undefined
}

/** What an app is told of the provider of its sign-ins. */
export interface SignInFacts {
  readonly issuer: string
  readonly clientId: string
  /** Empty for a public client. */
  readonly clientSecret: string
  /** The certificate of the machine's own authority, PEM, where that vouches for the issuer. */
  readonly authority: string | null
}

/** Folders of the engine that an app may come to know of. */
export interface MachineFolders {
  /** Berth's own data directory: nothing of it is ever mounted but what stands below here. */
  readonly data: string
  /** The one folder that apps with the grant `shared` share. */
  readonly shared: string
  /** The folders there are in it. */
  readonly sharedFolders: readonly string[]
  /** Instances by name and the folder of their data: what the grant `all-app-data` shows, to be read. */
  readonly neighbours: ReadonlyMap<string, string>
}

/** A folder that a service mounts. */
export interface Bound {
  /** Below the instance's folder. */
  readonly path: string
  readonly service: string
  /** As the service says who it runs as; nothing where its image says it. */
  readonly user: string | undefined
}

export interface Rendered {
  /** The text of `compose.yaml`. */
  readonly compose: string
  readonly plan: Plan
  /** Folders below the instance's folder that must exist before the start, and whose they should be (image user) where the folder is new. */
  readonly folders: readonly Bound[]
  /** Folders below the shared one that must exist before the start. */
  readonly shared: readonly string[]
  readonly newSecrets: ReadonlyMap<string, string>
}

/** An app as its author wrote it. */
export interface Template {
  readonly meta: AppMeta
  /** `docker-compose.yml.template`. */
  readonly text: string
  /** Text files beside it that a compose file may name, by their path in the app's folder: `.env`, files of `include` and `extends`. */
  readonly files?: Readonly<Record<string, string>>
}
