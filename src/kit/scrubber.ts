/** Shorter texts occur in logs by chance. */
const shortest = 8
const shown = '[secret]'

/** Takes known secrets out of texts that people may read: logs of every kind. */
export class Scrubber {
  readonly #known = new Set<string>()

  /** Of a text of many lines (a key in PEM) each line is a secret, since logs are written by lines. */
  know(secret: string): void {
    for (const line of secret.split(/\r?\n/)) {
      const text = line.trim()
      if (text.length >= shortest && !text.startsWith('-----')) this.#learn(text)
    }
  }

  scrub(text: string): string {
    let clean = text
    for (const secret of this.#known) if (clean.includes(secret)) clean = clean.replaceAll(secret, shown)
    return clean
  }

  /** As it stands, and as it is written in JSON and in addresses. */
  #learn(text: string): void {
    for (const form of [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)]) this.#known.add(form)
  }
}
