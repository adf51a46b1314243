import type { Page } from 'playwright-core'
import { Browser } from '../../test/browser/harness.ts'
import { quantile, rounded } from '../measure/figures.ts'

export interface PageFigures {
  readonly page_first_tiles_ms: number
  readonly page_answers_key_ms: number
  readonly page_interactive_ms: number
  readonly page_again_interactive_ms: number
}

interface Seen {
  readonly tiles: number
  readonly answered: number
}

const rounds = 5

/** From the navigation until the first tiles are painted and a key reaches the search box: in a browser that was never here, and in one that was. */
export async function catalogueInteractive(origin: string, cookie: string): Promise<PageFigures> {
  const first: Seen[] = []
  const again: Seen[] = []
  for (let round = 0; round < rounds; round++) {
    await using browser = await Browser.open()
    const [name = '', value = ''] = cookie.split('=')
    await browser.context.addCookies([{ name, value, url: origin, httpOnly: true, sameSite: 'Lax' }])
    const page = await browser.page('about:blank')
    await page.addInitScript(watch)
    first.push(await timed(page, `${origin}/store`))
    await page.goto('about:blank')
    again.push(await timed(page, `${origin}/store`))
  }
  const median = (values: readonly number[]): number => rounded(quantile(values, 0.5))
  const interactive = (seen: readonly Seen[]): number => median(seen.map(({ tiles, answered }) => Math.max(tiles, answered)))
  return {
    page_first_tiles_ms: median(first.map(({ tiles }) => tiles)),
    page_answers_key_ms: median(first.map(({ answered }) => answered)),
    page_interactive_ms: interactive(first),
    page_again_interactive_ms: interactive(again),
  }
}

/** Milliseconds since the navigation began, by the page's own clock. */
async function timed(page: Page, url: string): Promise<Seen> {
  await page.goto(url)
  return await page.evaluate<Seen>('seen')
}

/** Runs in the page before its own scripts. A tile counts as painted when the frame after the one that has it begins. */
const watch = `
  window.seen = new Promise((resolve) => {
    let tiles, answered
    const field = () => document.querySelector('[role=search] input')
    const look = (now) => {
      if (tiles === undefined && document.querySelector('[data-offer]')) requestAnimationFrame(() => { tiles = performance.now() })
      if (answered === undefined && field()) {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true }))
        if (document.activeElement === field()) answered = performance.now()
      }
      if (tiles !== undefined && answered !== undefined) resolve({ tiles, answered })
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
`
