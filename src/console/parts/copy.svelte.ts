import { say } from '../messages.ts'
import { notices } from '../state/notices.svelte.ts'

/** How long it is said that something was copied, milliseconds. */
const saidFor = 2000

/** Copies texts, and knows for a moment that it did. */
export class Copier {
  copied = $state(false)

  async copy(text: string): Promise<void> {
    // Only on secure origins; a LAN address without TLS has no clipboard.
    this.copied = await (navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('none'))).then(
      () => true,
      () => false,
    )
    if (this.copied) setTimeout(() => (this.copied = false), saidFor)
    else notices.bad(new Error(say.shell.copyFailed))
  }
}
