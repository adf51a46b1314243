import type { Page } from 'playwright-core'

/** A visitor of a blog, who comments on its first post. Where Berth's waiting page comes first, it is waited out. */
export class BlogPages {
  readonly #page: Page
  readonly #origin: string

  constructor(page: Page, origin: string) {
    this.#page = page
    this.#origin = origin
  }

  async comment(text: string): Promise<void> {
    await this.#page.goto(`${this.#origin}/?p=1`)
    await this.#page.locator('#comment').fill(text)
    await this.#page.locator('#author').fill('Ada')
    await this.#page.locator('#email').fill('ada@example.org')
    await this.#page.locator('#submit').click()
    await this.#page.locator('.wp-block-comments').getByText(text).waitFor()
  }

  /** The first post with its comments. */
  async read(): Promise<string> {
    await this.#page.goto(`${this.#origin}/?p=1`)
    return await this.#page.locator('.wp-site-blocks main').innerText()
  }

  async edition(): Promise<string> {
    await this.#page.goto(`${this.#origin}/`)
    await this.#page.locator('.wp-site-blocks').waitFor()
    return await this.#page.title()
  }
}
