import { createHmac, randomUUID } from 'node:crypto'
import { Webhooks } from '@octokit/webhooks'

export interface Hook {
  readonly id: string
  readonly event: string
  readonly payload: object
}

export interface Sent extends Hook {
  /** What it was answered; 0 where nobody was there. */
  readonly status: number
}

export interface SendOptions {
  /** As `application/x-www-form-urlencoded`. */
  readonly form?: boolean
  /** Signed with another secret than the one agreed on; null: not at all. */
  readonly secret?: string | null
  /** As old servers do: by SHA-1 alone. */
  readonly old?: boolean
}

/** Where webhooks go, and what became of them. GitHub does not send again by itself; `redeliver` is its button for that. */
export class Hooks {
  /** All that were sent, in order. */
  readonly sent: Sent[] = []
  /** `send` them as they come; `hold` them until `release`; `lose` them. */
  mode: 'send' | 'hold' | 'lose' = 'send'
  form = false
  #to: { readonly url: string; readonly secret: string } | null = null
  #held: Hook[] = []

  /** Where they go from now on, and what they are signed with; null: nowhere. */
  to(url: string | null, secret = ''): void {
    this.#to = url === null ? null : { url, secret }
  }

  /** Something happened. */
  async happened(event: string, payload: object): Promise<Hook> {
    const hook = { id: randomUUID(), event, payload: structuredClone(payload) }
    if (this.mode === 'hold') this.#held.push(hook)
    else if (this.mode === 'send') await this.send(hook)
    return hook
  }

  /** Sends what was held, in another order where one is given. */
  async release(order: (held: readonly Hook[]) => readonly Hook[] = (held) => held): Promise<void> {
    const held = order(this.#held)
    this.#held = []
    for (const hook of held) await this.send(hook)
  }

  /** The same delivery once more. */
  async redeliver({ id, event, payload }: Hook, options: SendOptions = {}): Promise<Sent | undefined> {
    return await this.send({ id, event, payload }, options)
  }

  async send(hook: Hook, { form = this.form, secret = this.#to?.secret, old = false }: SendOptions = {}): Promise<Sent | undefined> {
    if (this.#to === null) return undefined
    const body = form ? new URLSearchParams({ payload: JSON.stringify(hook.payload) }).toString() : JSON.stringify(hook.payload)
    const headers = { ...aboutOf(hook, form), ...(secret ? await signaturesOf(body, secret, old) : {}) }
    const status = await fetch(this.#to.url, { method: 'POST', headers, body }).then(statusOf, () => 0)
    const sent = { ...hook, status }
    this.sent.push(sent)
    return sent
  }
}

function aboutOf({ id, event }: Hook, form: boolean): Record<string, string> {
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json'
  return { 'content-type': type, 'user-agent': 'GitHub-Hookshot/standin', 'x-github-event': event, 'x-github-delivery': id, 'x-github-hook-id': '1' }
}

/** By GitHub's own library, so that what checks signatures is checked by another hand than its own. */
async function signaturesOf(body: string, secret: string, old: boolean): Promise<Record<string, string>> {
  const older = { 'x-hub-signature': `sha1=${createHmac('sha1', secret).update(body).digest('hex')}` }
  return old ? older : { ...older, 'x-hub-signature-256': await new Webhooks({ secret }).sign(body) }
}

async function statusOf(answer: Response): Promise<number> {
  await answer.body?.cancel()
  return answer.status
}
