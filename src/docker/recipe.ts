/** How somebody's source is built: with it, nothing outside the build is within its reach. */
export interface BuildRecipe {
  /** Absolute; the folder's own `Dockerfile` where it is not given. A `.dockerignore` of its own lies beside it. */
  readonly dockerfile?: string
  readonly target?: string
  readonly args: Readonly<Record<string, string>>
  /** For `RUN --mount=type=secret,id=NAME`: handed over in the environment of the client, in no argument. */
  readonly secrets: ReadonlyMap<string, string>
  readonly labels: Readonly<Record<string, string>>
  /** What its steps run below, as `--cgroup-parent` has it. */
  readonly cgroupParent?: string
  /** Cache mounts are shared among the builds of one owner only: what lies in them is run by the next. */
  readonly owner: string
  /** For somebody from outside: what the daemon brings for it comes from public registries alone. */
  readonly outsider?: boolean
  /** Base images are asked of their registry as nobody, those that are here too: what was fetched with a password is no base. */
  readonly pull?: boolean
}

/** What Docker says of the machine it runs on. */
export interface DockerHost {
  /** The subnet of Docker's own bridge, on which BuildKit's steps are; null where there is none. */
  readonly bridge: string | null
  /** The interface of that bridge; null where there is none. */
  readonly bridgeName: string | null
  /** The folder of its data. */
  readonly root: string
  readonly cgroup: { readonly version: 1 | 2; readonly driver: 'cgroupfs' | 'systemd' | 'none' }
}

/**
 * Of the build cache what was made since a date (and until another), all of it or only the copies of folders that were sent to a build
 * (each is used by no other build from another folder); or what was unused so long: `24h`.
 */
export type WhichCache = { readonly madeSince: Date; readonly madeUntil?: Date; readonly type?: 'source.local' } | { readonly unusedFor: string }
