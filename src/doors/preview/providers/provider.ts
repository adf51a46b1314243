import type { Connection, Head, Provider } from '../../../model/preview.ts'

/** A webhook as it came. Names of headers in small letters. */
export interface Incoming {
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The raw body: what was signed. */
  readonly body: Buffer
}

/** What a webhook says of itself, before anything in it is believed. */
export interface Envelope {
  /** The provider's own name of this delivery; one made of its content where it gives none. */
  readonly id: string
  readonly event: string
  /** The JSON text, whether it came as it is or in a form's `payload`; `payloadOf` (wire/payload.ts) reads it. */
  readonly text: string
}

/** How a provider's webhooks are read. No I/O. */
export interface Wire {
  readonly provider: Provider
  /** Throws `bad-webhook` where a header is missing or the body cannot be what it says. */
  open(incoming: Incoming): Envelope
  /** Whether it was signed with this secret; in constant time, also where there is no signature. */
  isSigned(incoming: Incoming, secret: string): boolean
  /** Null where the event means nothing here. Throws `bad-webhook` naming the field that is not right. */
  hear(event: string, payload: unknown): Heard | null
}

export interface RepositoryFacts {
  /** `org/repo`. */
  readonly path: string
  /** The provider's own number of it. */
  readonly remote: string | null
}

export interface PullFacts {
  readonly number: number
  readonly title: string
  readonly page: string
  readonly author: string
  readonly open: boolean
  readonly draft: boolean
  readonly labels: readonly string[]
  readonly base: string
  readonly head: Head
  /** When the provider last changed it, ISO. */
  readonly known: string
}

/** What a webhook means, in one language for all providers. */
export type Heard =
  | { readonly kind: 'ping' }
  | {
      readonly kind: 'pull'
      readonly repository: RepositoryFacts
      readonly pull: PullFacts
      /** Whose doing the event is. */
      readonly sender: string
      /** The label that was set or taken, where the event is about one. */
      readonly label: { readonly name: string; readonly set: boolean } | null
    }
  | {
      readonly kind: 'pushed'
      readonly repository: RepositoryFacts
      readonly branch: string
      /** Null: the branch is gone. */
      readonly commit: string | null
      readonly sender: string
      readonly title: string
      /** Null: the provider does not say when; it counts as of when it came. */
      readonly known: string | null
    }
  /** The provider only says that something is new there, and is to be asked. `number` null: any of its pull requests and branches. */
  | { readonly kind: 'changed'; readonly repository: RepositoryFacts; readonly number: number | null; readonly sender: string }
  | { readonly kind: 'comment'; readonly repository: RepositoryFacts; readonly number: number; readonly text: string; readonly by: string; readonly at: string }
  | { readonly kind: 'repository'; readonly change: 'renamed' | 'deleted'; readonly repository: RepositoryFacts; /** The path it had. */ readonly before: string | null }
  | { readonly kind: 'installation'; readonly change: 'given' | 'taken'; readonly account: string; /** Null: all of the account's. */ readonly repositories: readonly RepositoryFacts[] | null }

/** `pending`: being built or started; `error`: Berth could not, `failure`: the code could not. */
export type AnswerState = 'pending' | 'success' | 'failure' | 'error' | 'inactive'

export interface StatusAnswer {
  readonly commit: string
  /** `superseded`: a newer commit took its place before it ran. */
  readonly state: Exclude<AnswerState, 'inactive'> | 'superseded'
  /** What it is called in the list of checks: `berth/preview`. */
  readonly context: string
  /** One line. */
  readonly text: string
  readonly url: string
}

export interface DeploymentAnswer {
  readonly commit: string
  /** `preview/pr-12`. */
  readonly environment: string
  readonly state: AnswerState
  readonly url: string
  readonly log: string
  readonly text: string
}

/** Where code is fetched from. `header`: what proves who asks, for this one fetch; in no argument, file or log. */
export interface CloneSource {
  readonly url: string
  /** What of it: `refs/pull/12/head`, `refs/heads/x`. */
  readonly ref: string
  readonly header: string | null
}

/**
 * A provider's API, for one connection. Everything throws `provider-down` where it does not answer or answers 5xx,
 * `TryLater` where it limits the rate, `provider-denied` where the token or installation is no longer good.
 */
export interface ProviderClient {
  /** Null where there is none, or no such repository. */
  pull(path: string, number: number): Promise<PullFacts | null>
  /** All that are open. Null where the repository is gone, or out of sight. */
  openPulls(path: string): Promise<readonly PullFacts[] | null>
  /** Null where there is none. */
  branch(path: string, branch: string): Promise<{ readonly commit: string; readonly author: string; readonly title: string; readonly known: string } | null>
  /** The repository as it is called now; null where it is gone. */
  repository(path: string): Promise<RepositoryFacts | null>
  /** May they push to it? */
  mayRun(path: string, login: string): Promise<boolean>
  source(path: string, what: { readonly pull: number } | { readonly branch: string }): Promise<CloneSource>
  /** Makes the comment, or edits that of `id`; without an id it looks for one that holds `marker` first, so a lost answer makes no second one. Its id. */
  comment(path: string, number: number, comment: { readonly id: string | null; readonly marker: string; readonly text: string }): Promise<string>
  /** Without an id it looks for one of this commit and environment first. Its id; null where the provider has no such thing. */
  deploy(path: string, id: string | null, answer: DeploymentAnswer): Promise<string | null>
  status(path: string, answer: StatusAnswer): Promise<void>
}

/** What a connection keeps secret; as JSON in the vault. */
export interface ConnectionSecrets {
  /** What webhooks are signed with. */
  readonly webhook: string
  readonly token: string | null
  /** Of a GitHub App, PEM. */
  readonly key: string | null
}

export interface ProviderOptions {
  readonly connection: Connection
  readonly secrets: ConnectionSecrets
  readonly signal: AbortSignal
  /** Learns what no log may say: tokens that are made for a while. */
  readonly know: (secret: string) => void
  /** Milliseconds an answer may take; 20 seconds where it is not said. */
  readonly patience?: number
}

/** Loaded when it is first needed: a client may be large. */
export type OpenClient = (options: ProviderOptions) => Promise<ProviderClient>
