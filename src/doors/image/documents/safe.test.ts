import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readCodelab } from './codelab.ts'
import { documentPage } from './page.ts'
import { documentPolicy } from './policy.ts'
import { attacks } from './sample.testbed.ts'

const text = `[^"<>]*`
const plain = 'p|em|strong|s|ul|li|h[2-6]|blockquote|thead|tbody|tr|table|code|pre|div|hr|br|ol|section'
const link = `<a href="(?:https?:\\/\\/[^/"<>]|mailto:)${text}"(?: title="${text}")? rel="noopener noreferrer" target="_blank">`
const picture = `<img src="(?:https:\\/\\/|data:image\\/(?:png|jpeg|gif|webp);base64,)${text}" alt="${text}" loading="lazy" decoding="async" referrerpolicy="no-referrer">`
const ours = `<p class="kind">|<div class="(?:box (?:positive|negative)|code|table)"(?: role="(?:note|group)")?(?: tabindex="0")?(?: aria-label="Table")?>|<pre role="group" tabindex="0" aria-label="Code${text}">|<code class="language-[\\w+#.&;-]+">`
/** All tags there may be, with all that may stand in them. */
const allowed = new RegExp(`<(?:${plain})>|<\\/(?:${plain}|a|th|td)>|<t[hd](?: class="(?:left|center|right)")?>|<ol start="\\d+">|${link}|${picture}|${ours}`, 'g')

/** What of a body is no text and no tag that may be. */
function strange(html: string): string | undefined {
  return /[<>].{0,80}/s.exec(html.replace(allowed, ''))?.[0]
}

function check(markdown: string): void {
  const { intro, steps } = readCodelab(markdown, new Map([['a.png', 'data:image/png;base64,AAAA']]))
  for (const html of [intro, ...steps.map(({ body }) => body)]) assert.equal(strange(html), undefined, `${JSON.stringify(markdown)} → ${html}`)
}

describe('what is in a document can do nothing', () => {
  for (const attack of attacks) {
    it(`not by ${JSON.stringify(attack)}`, () => {
      check(`# T\n## S\n\n${attack}\n\nafter\n`)
      check(`${attack}\n\n## S\n${attack}\n`)
    })
  }

  it('nor by the header', () => {
    const bad = '"><script>hit()</script>'
    const html = documentPage(readCodelab(`id: ${bad}\nsummary: ${bad}\nauthors: ${bad}\nlang: ${bad}\nfeedback link: https://x.org/${bad}\n\n# T ${bad}\n## S ${bad}\n`), bad)
    assert.equal(html.match(/<script/g)?.length, 1)
    assert.doesNotMatch(html, /<script>hit/)
    assert.match(html, /<html lang="en">/)
    assert.match(html, /href="https:\/\/x.org\/&#34;&#62;/)
  })

  it('nor by anything that is put together of such parts', () => {
    const parts = fc.array(
      fc.oneof(
        fc.constantFrom(...attacks),
        fc.constantFrom('\n', '\n\n', '> ', '- ', '`', '```', '|', '[', '](', ')', '![', '<', '>', '"', "'", '&', '\\', ':', '\t', '    '),
        fc.string({ unit: 'binary', maxLength: 20 }),
      ),
      {
        maxLength: 12,
      },
    )
    fc.assert(
      fc.property(parts, (some) => check(`# T\n## S\n\n${some.join('')}\n`)),
      { numRuns: 600 },
    )
  })

  it('the page lets nothing in but its own style and script, and pictures', () => {
    assert.match(
      documentPolicy,
      /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; script-src 'sha256-[\w+/=]{44}'; img-src https: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'/,
    )
  })
})
