import type { AuthContext, AuthenticationType, KeyboardAuthContext, PublicKeyAuthContext } from 'ssh2'
import { goodKey, proves, shownKey } from './publickey.ts'
import type { SshTerms } from './terms.ts'

/**
 * Lets in whoever holds a known key. A client shows its keys one by one and says nothing when it has no more, so
 * `keyboard-interactive` is offered beside: clients try it last, and are told there, without a question, why they are not let in.
 */
export class Authentication<Who> {
  readonly #terms: SshTerms<Who>
  readonly #tried = new Set<string>()
  #told = false
  /** Whose connection this is, once the key is proven. */
  who: Who | undefined

  constructor(terms: SshTerms<Who>) {
    this.#terms = terms
  }

  /** False: whoever is there does not stop trying and is to go. */
  async answer(context: AuthContext): Promise<boolean> {
    if (context.method === 'publickey' && this.#tried.size < this.#terms.brakes.tries) return await this.#judge(context)
    if (context.method === 'keyboard-interactive' && !this.#told) return this.#tell(context)
    if (this.#told && context.method !== 'none') return false
    context.reject(this.#ways())
    return true
  }

  async #judge(context: PublicKeyAuthContext): Promise<boolean> {
    const shown = shownKey(context)
    const key = await goodKey(context)
    const who = key ? await this.#terms.who(shown) : undefined
    if (!key || who === undefined) return this.#refuse(context, shown.fingerprint)
    if (!context.signature) context.accept()
    else if (proves(key, context)) this.#welcome(context, who)
    else return this.#refuse(context, shown.fingerprint)
    return true
  }

  #welcome(context: PublicKeyAuthContext, who: Who): void {
    this.who = who
    context.accept()
  }

  #refuse(context: PublicKeyAuthContext, fingerprint: string): boolean {
    this.#tried.add(fingerprint)
    context.reject(this.#ways())
    return true
  }

  #tell(context: KeyboardAuthContext): boolean {
    this.#told = true
    context.prompt([], '', inAscii(this.#terms.stranger([...this.#tried])), () => context.reject(['publickey']))
    return true
  }

  #ways(): AuthenticationType[] {
    const keys: AuthenticationType[] = this.#tried.size < this.#terms.brakes.tries ? ['publickey'] : []
    return this.#told ? ['publickey'] : [...keys, 'keyboard-interactive']
  }
}

const signs: Readonly<Record<string, string>> = { '“': '"', '”': '"', '‘': "'", '’': "'", '…': '...', '–': '-', '—': '-', '→': '->' }

/** OpenSSH shows every other sign of such a text as numbers. */
function inAscii(text: string): string {
  return text.replaceAll(/[^\0-\x7f]/gu, (sign) => signs[sign] ?? sign)
}
