/** What the probes saw of this machine; `undefined` is "could not be seen". */
export interface Facts {
  readonly distribution: { readonly id: string; readonly version: string; readonly name: string }
  readonly arch: string
  readonly memory: { readonly total: number; readonly available: number; readonly swap: number }
  /** Bytes on the file system of the data directory. */
  readonly disk: { readonly path: string; readonly total: number; readonly free: number } | undefined
  readonly docker: { readonly version: string; readonly api: string; readonly minApi: string } | undefined
  readonly compose: string | undefined
  readonly cgroup: 1 | 2 | undefined
  readonly pressure: boolean
  readonly ports: readonly PortFact[]
  readonly now: Date
  readonly localhost: readonly string[]
  readonly systemd: boolean
  readonly node: string
}

export interface PortFact {
  readonly port: number
  readonly state: 'free' | 'ours' | 'taken' | 'denied'
}

/** One line of `berth doctor`. */
export interface Row {
  readonly name: string
  readonly level: 'ok' | 'warn' | 'bad'
  readonly found: string
  /** The next step; empty when all is well. */
  readonly fix: string
}
