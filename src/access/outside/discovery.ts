import type { ClientAuth, Configuration } from 'openid-client'
import type { Clock } from '../../kit/clock.ts'
import type { OutsideConfig } from '../../model/outside.ts'
import type { Problem } from '../../model/problem.ts'
import { boundedFetch } from './boundedfetch.ts'
import { mayReach } from './issuer.ts'
import { troubleWith } from './trouble.ts'

const minute = 60_000
/** Milliseconds: how long metadata are taken as they are; how long they serve where the provider does not answer. */
const [fresh, stale] = [60 * minute, 24 * 60 * minute]
/** Milliseconds after a failure in which it is not asked again: no visitor makes us knock at a closed door all day. */
const pause = 10_000
/** Seconds that a provider may take for any answer. */
const patience = 10

/** Who we are there. */
export interface Client {
  readonly config: Pick<OutsideConfig, 'issuer' | 'client_id'>
  readonly secret: string | undefined
}

interface Known {
  readonly configuration: Configuration | undefined
  /** Steady times: when it was learnt, and when it was asked last. */
  readonly learnt: number
  readonly asked: number
  readonly problem: Problem | undefined
}

export interface DiscoveryOptions {
  readonly clock: Clock
  /** Seconds; ten when not given. */
  readonly patience?: number
}

/** What providers say of themselves: asked when it is needed, kept for an hour, asked once by all who wait. */
export class Discovery {
  readonly #clock: Clock
  readonly #patience: number
  readonly #known = new Map<string, Known>()
  readonly #asking = new Map<string, Promise<Configuration>>()

  constructor(options: DiscoveryOptions) {
    this.#clock = options.clock
    this.#patience = options.patience ?? patience
  }

  /** Throws `outside-down`, `outside-answer`. */
  async of(id: string, client: Client): Promise<Configuration> {
    const known = this.#known.get(id)
    const [age, since] = [this.#since(known?.learnt), this.#since(known?.asked)]
    if (known?.configuration && (age < fresh || (age < stale && since < pause))) return known.configuration
    if (known?.problem && since < pause) throw known.problem
    const asking = this.#asking.get(id) ?? this.#ask(id, client, known).finally(() => this.#asking.delete(id))
    this.#asking.set(id, asking)
    return await asking
  }

  /** It was changed: what was known of it is of another one. */
  forget(id: string): void {
    this.#known.delete(id)
    this.#asking.delete(id)
  }

  async #ask(id: string, client: Client, before: Known | undefined): Promise<Configuration> {
    const asked = this.#clock.steady()
    try {
      const configuration = await discover(client, this.#patience)
      this.#known.set(id, { configuration, learnt: asked, asked, problem: undefined })
      return configuration
    } catch (error) {
      const problem = troubleWith(error)
      const usable = this.#since(before?.learnt) < stale ? before?.configuration : undefined
      this.#known.set(id, { configuration: usable, learnt: before?.learnt ?? asked, asked, problem })
      if (usable) return usable
      throw problem
    }
  }

  #since(time: number | undefined): number {
    return time === undefined ? Infinity : this.#clock.steady() - time
  }
}

/** The library calls it deprecated so that nobody uses it unseen: here it is for issuers on this machine, which `mayReach` sees to. */
interface WithHttp {
  readonly allowInsecureRequests: (configuration: Configuration) => void
}

async function discover({ config, secret }: Client, timeout: number): Promise<Configuration> {
  const { customFetch, discovery, enableNonRepudiationChecks } = await import('openid-client')
  const { allowInsecureRequests }: WithHttp = await import('openid-client')
  const execute = new URL(config.issuer).protocol === 'http:' ? [allowInsecureRequests, enableNonRepudiationChecks] : [enableNonRepudiationChecks]
  const fetching = boundedFetch((address) => mayReach(address, config.issuer))
  return await discovery(new URL(config.issuer), config.client_id, {}, await proofOf(secret), { [customFetch]: fetching, timeout, execute })
}

/** In the way that the provider takes: in the body where it says so, else as every provider must. */
async function proofOf(secret: string | undefined): Promise<ClientAuth> {
  const { ClientSecretBasic, ClientSecretPost, None } = await import('openid-client')
  if (secret === undefined) return None()
  const [post, basic] = [ClientSecretPost(secret), ClientSecretBasic(secret)]
  return (server, ...rest) => {
    const takesPost = server.token_endpoint_auth_methods_supported?.includes('client_secret_post') ?? false
    return takesPost ? post(server, ...rest) : basic(server, ...rest)
  }
}
