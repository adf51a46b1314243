import type { Page } from 'playwright-core'

/** A reader and writer of a wiki, who knows no more than its pages. */
export class WikiPages {
  readonly #page: Page
  readonly #origin: string

  constructor(page: Page, origin: string) {
    this.#page = page
    this.#origin = origin
  }

  async write(text: string): Promise<void> {
    await this.#page.goto(`${this.#origin}/doku.php?id=start&do=edit`)
    await this.#page.locator('textarea[name=wikitext]').fill(text)
    await this.#page.getByRole('button', { name: 'Save' }).click()
    await this.#page.locator('#dokuwiki__content').getByText(text).waitFor()
  }

  /** What the start page says. */
  async read(): Promise<string> {
    await this.#page.goto(`${this.#origin}/`)
    return await this.#page.locator('#dokuwiki__content').innerText()
  }

  async edition(): Promise<string> {
    await this.#page.goto(`${this.#origin}/`)
    return await this.#page.locator('.claim').innerText()
  }
}
