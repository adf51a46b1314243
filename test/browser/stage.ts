import type { BrowserContextOptions, Page } from 'playwright-core'
import { Browser } from './harness.ts'
import { StandIn } from './stand-in.ts'
import type { Rows } from './stand-in/rows.ts'

/** A stand-in and a browser that is signed in to it. */
export class Stage implements AsyncDisposable {
  readonly standIn: StandIn
  readonly browser: Browser

  private constructor(standIn: StandIn, browser: Browser) {
    this.standIn = standIn
    this.browser = browser
  }

  static async open(options: BrowserContextOptions & { readonly signedOut?: boolean } = {}): Promise<Stage> {
    const { signedOut = false, ...context } = options
    const stage = new Stage(await StandIn.open(), await Browser.open(context))
    if (!signedOut) await stage.browser.signIn(stage.standIn.url)
    return stage
  }

  get rows(): Rows {
    return this.standIn.rows
  }

  /** A fresh window on one of the console's screens. */
  async at(path: string): Promise<Page> {
    return await this.browser.page(this.standIn.url + path)
  }

  /** What was asked of the API, in order. */
  get asked(): readonly string[] {
    return this.rows.asked.map(({ what }) => what)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser[Symbol.asyncDispose]()
    await this.standIn[Symbol.asyncDispose]()
  }
}
