import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { readCodelab } from '../../src/doors/image/documents/codelab.ts'
import { documentPage } from '../../src/doors/image/documents/page.ts'
import { attacks } from '../../src/doors/image/documents/sample.testbed.ts'
import { becomes, Browser, overhangOf, violationsOn } from './harness.ts'
import { Site } from './site.ts'

const pixel = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const lab = `id: tide
summary: Read the sea level at the quay, draw it, and say when the ferry can leave.
authors: Ada Lovelace, Grace Hopper
feedback link: https://example.org/feedback

# A tide gauge from a float and a string

You need no experience. An hour before lunch is enough.

## What you will build
Duration: 5

A small program that reads a number and draws a line. Here is *one* word, **another**, \`code\` and [a link](https://example.org/).

![A picture](${pixel})

Positive
: Begin in good weather: a calm sea is easier to read.

> aside negative
> Never lean over the edge of the quay.

## Read the gauge, slowly, and more than once, until two numbers agree
Duration: 0:20:00

\`\`\`python
import streamlit as st

levels = [float(line) for line in open("levels.csv", encoding="utf-8")]  # a long line, which does not fit on any phone and therefore scrolls
st.line_chart(levels)
\`\`\`

| Hour | Level |
|-----:|:-----:|
| 9 | 1.2 m |
| 10 | 1.4 m |

1. Read.
2. Write it down.

### A smaller heading
> Words of somebody else.

## Say when it can leave
Duration: 1:00:00

\`\`\`
if level > 1.3: print("Go & sail <now>")
\`\`\`
`

const shown = (page: Page) => page.locator('.step:visible h2').allInnerTexts()
const told = (page: Page) => page.locator('#told').innerText()
/** The browser tells of another hash in its own time. */
const at = (page: Page, step: number) => page.locator('#told', { hasText: new RegExp(`^Step ${step} of`) }).waitFor()

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  'in light colours': { colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  'in dark colours': { colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  'on a dark phone of 360 pixels': { colorScheme: 'dark', viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
  'on a light tablet': { colorScheme: 'light', viewport: { width: 820, height: 1100 } },
}

describe('a document in the browser', () => {
  for (const [says, options] of Object.entries(looks)) {
    it(`${says} is readable at every step, and nothing hangs over`, async () => {
      await using site = await Site.open()
      await using browser = await Browser.open(options)
      const page = await browser.page(site.put('/', documentPage(readCodelab(lab), 'tide/guide')))
      for (const step of [1, 2, 3]) {
        await becomes(page, `document.querySelector('#step-${step}.here')`)
        assert.deepEqual(await violationsOn(page), [])
        assert.equal(await overhangOf(page), 0)
        await page.locator('#next').click()
      }
      await becomes(page, `document.getElementById('told').textContent.endsWith('all done')`)
      assert.deepEqual(browser.complaints, [])
    })
  }

  it('goes step by step, knows what is done and how long the rest takes, and still does after it was closed', async () => {
    await using site = await Site.open()
    await using browser = await Browser.open()
    const url = site.put('/', documentPage(readCodelab(lab), 'tide/guide'))
    const page = await browser.page(url)
    assert.deepEqual(await shown(page), ['1. What you will build'])
    assert.equal(await told(page), 'Step 1 of 3, 0 done, about 1 h 25 min left')
    await page.locator('#next').click()
    await at(page, 2)
    assert.match((await shown(page)).join(), /^2\. Read/)
    assert.equal(await page.evaluate('document.activeElement.id'), 'title-2')
    assert.equal(await told(page), 'Step 2 of 3, 1 done, about 1 h 20 min left')
    assert.match(await page.locator('nav li').first().innerText(), /✓\s*What you will build\s*\(done\)/)
    await page.close()
    const again = await browser.page(url)
    assert.equal(await told(again), 'Step 2 of 3, 1 done, about 1 h 20 min left')
    await again.locator('nav a').nth(2).click()
    await at(again, 3)
    assert.deepEqual(await shown(again), ['3. Say when it can leave'])
    await again.goBack()
    await at(again, 2)
    await again.locator('nav a').nth(2).click()
    await at(again, 3)
    await again.locator('#next').click()
    await at(again, 2)
    assert.match(await told(again), /^Step 2 of 3, 2 done/, 'what was left out comes once more')
    await again.locator('#next').click()
    await at(again, 3)
    assert.equal(await told(again), 'Step 3 of 3, all done')
    await again.locator('#anew').click()
    await at(again, 1)
    assert.equal(await told(again), 'Step 1 of 3, 0 done, about 1 h 25 min left')
  })

  it('another document of the same place has its own progress, and a damaged one is none', async () => {
    await using site = await Site.open()
    await using browser = await Browser.open()
    const page = await browser.page(site.put('/a', documentPage(readCodelab(lab), 'tide/a')))
    await page.locator('#next').click()
    await page.goto(site.put('/b', documentPage(readCodelab(lab), 'tide/b')))
    assert.match(await told(page), /^Step 1 of 3, 0 done/)
    for (const odd of ['{', 'null', '7', '{"done":[99,-1,"x",1],"here":99}', '{"done":{}}']) {
      await page.evaluate(`localStorage.setItem('berth.lab:tide/b', ${JSON.stringify(odd)})`)
      await page.reload()
      assert.match(await told(page), odd.includes('99') ? /^Step 1 of 3, 1 done/ : /^Step 1 of 3, 0 done/)
    }
    assert.deepEqual(browser.complaints, [])
  })

  it('all of it works with the keyboard alone', async () => {
    await using site = await Site.open()
    await using browser = await Browser.open()
    const page = await browser.page(site.put('/', documentPage(readCodelab(lab), 'tide/guide')))
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to the steps')
    await page.keyboard.press('ArrowRight')
    await at(page, 2)
    assert.match((await shown(page)).join(), /^2\./)
    await page.locator('pre').first().focus()
    await page.keyboard.press('ArrowRight')
    assert.match((await shown(page)).join(), /^2\./, 'within code the arrows move the code')
    await page.locator('#title-2').focus()
    await page.keyboard.press('ArrowLeft')
    await at(page, 1)
    assert.match((await shown(page)).join(), /^1\./)
    await page.locator('#next').focus()
    await page.keyboard.press('Enter')
    await at(page, 2)
    assert.match((await shown(page)).join(), /^2\./)
  })

  for (const host of ['localhost', 'labs.school.test']) {
    it(`code is copied as it is, at ${host}`, async () => {
      await using site = await Site.open()
      await using browser = await Browser.open({}, { args: ['--host-resolver-rules=MAP labs.school.test 127.0.0.1'] })
      site.put('/', documentPage(readCodelab(lab), 'tide/guide'))
      await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'])
      const page = await browser.page(`${site.url('/', host)}#step-3`)
      await page.getByRole('button', { name: 'Copy code' }).click()
      await page.getByText('Copied').first().waitFor()
      assert.equal(await page.evaluate('document.activeElement.textContent'), 'Copied')
      const other = await browser.page(site.put('/paste', '<textarea autofocus></textarea>', { csp: '' }))
      await other.locator('textarea').focus()
      await other.keyboard.press('Control+V')
      assert.equal(await other.locator('textarea').inputValue(), 'if level > 1.3: print("Go & sail <now>")')
      assert.deepEqual(browser.complaints, [])
    })
  }

  it('without scripts, and on paper, all steps stand one after the other', async () => {
    await using site = await Site.open()
    const url = site.put('/', documentPage(readCodelab(lab), 'tide/guide'))
    await using plain = await Browser.open({ javaScriptEnabled: false })
    const page = await plain.page(url)
    assert.equal((await shown(page)).length, 3)
    assert.equal(await page.locator('button:visible, progress:visible').count(), 0)
    await using browser = await Browser.open()
    const printed = await browser.page(url)
    assert.equal((await shown(printed)).length, 1)
    await printed.emulateMedia({ media: 'print' })
    assert.equal((await shown(printed)).length, 3)
    assert.equal(await printed.locator('button:visible, nav:visible').count(), 0)
  })

  it('nothing that others have tried runs, even where no policy would hold it', async () => {
    await using site = await Site.open()
    await using browser = await Browser.open({ bypassCSP: true })
    const asked: string[] = []
    browser.context.on('request', (request) => asked.push(new URL(request.url()).hostname))
    const page = await browser.context.newPage()
    await page.addInitScript('window.hits = 0; window.hit = () => { window.hits++ }')
    for (let at = 0; at < attacks.length; at += 8) {
      const some = attacks.slice(at, at + 8)
      const text = `# T\n\n${some.map((attack) => `## S\n\n${attack}\n\nlast\n`).join('\n')}`
      await page.goto(site.put(`/${at}`, documentPage(readCodelab(text), some.join()), { csp: '' }))
      assert.equal(await page.evaluate('window.hits'), 0, some.join('\n'))
      assert.equal(await page.locator('main :is(script, style, iframe, object, embed, form, input, svg, math, link, meta, base)').count(), 0, some.join('\n'))
      assert.equal(new URL(page.url()).pathname, `/${at}`, some.join('\n'))
    }
    assert.deepEqual(
      asked.filter((host) => host.includes('evil')),
      [],
    )
  })
})
