import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import { chromium } from 'playwright-core'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

const executablePath = '/usr/bin/chromium'
const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** A browser with an empty profile; its windows note what a console must not say. */
export class Browser implements AsyncDisposable {
  readonly #profile: string
  readonly #context: BrowserContext
  /** What windows complained of: refused by the content security policy, or thrown and not caught. */
  readonly complaints: string[] = []

  private constructor(profile: string, context: BrowserContext) {
    this.#profile = profile
    this.#context = context
  }

  /** `program`: another environment for it, and more arguments. */
  static async open(options: BrowserContextOptions = {}, program: { readonly env?: Readonly<Record<string, string>>; readonly args?: readonly string[] } = {}): Promise<Browser> {
    const profile = await mkdtemp(join(tmpdir(), 'berth-browser-'))
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      ...(program.env && { env: { ...program.env } }),
      args: [...args, ...(program.args ?? [])],
      locale: 'en-GB',
      timezoneId: 'UTC',
      ...options,
    })
    context.setDefaultTimeout(10_000)
    return new Browser(profile, context)
  }

  get context(): BrowserContext {
    return this.#context
  }

  async page(url: string): Promise<Page> {
    const page = await this.#context.newPage()
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) this.complaints.push(message.text())
    })
    await page.goto(url)
    return page
  }

  async signIn(url: string): Promise<void> {
    await this.#context.addCookies([{ name: 'berth-session', value: 'harbour', url, httpOnly: true, sameSite: 'Lax' }])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close()
    await rm(this.#profile, { recursive: true, force: true })
  }
}

interface Violation {
  readonly id: string
  readonly impact: string | null
  readonly help: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

/** What axe finds serious or critical, each in a line. */
export async function violationsOn(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate<readonly Violation[]>('axe.run(document, { resultTypes: ["violations"], preload: false }).then(({ violations }) => violations)')
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary ?? ''}`))
}

/** How many pixels the page is wider than its window. */
export async function overhangOf(page: Page): Promise<number> {
  return await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}

/** Waits until an expression holds in the page: the console's own policy forbids Playwright's way of waiting for it. */
export async function becomes(page: Page, expression: string): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!(await page.evaluate<boolean>(`Boolean(${expression})`))) {
    if (Date.now() > deadline) throw new Error(`never: ${expression}`)
    await page.evaluate('new Promise(requestAnimationFrame)')
  }
}
