import MarkdownIt from 'markdown-it'
import type { RendererRule, Token } from 'markdown-it'
import { withBoxes } from './boxes.ts'
import { escaped } from './escaped.ts'
import { mayLink, pictureFrom } from './targets.ts'
import type { Pictures } from './targets.ts'

/** Markdown as it is written for labs: no HTML of its own, links and pictures only to where they may lead. What of it is code can be copied. */
export function labMarkdown(): InstanceType<typeof MarkdownIt> {
  const md = new MarkdownIt({ html: false, linkify: false, typographer: false, maxNesting: 40 })
  md.validateLink = () => true // each kind is judged where it is shown, so that what may not be leaves its text
  withBoxes(md)
  md.core.ruler.push('links', (state) => state.tokens.forEach(({ children }) => judgeLinks(children ?? [])))
  md.core.ruler.push('headings', (state) => state.tokens.forEach(lower))
  md.renderer.rules['image'] = image
  md.renderer.rules['fence'] = (tokens, at) => code(tokens[at]?.content ?? '', tokens[at]?.info ?? '')
  md.renderer.rules['code_block'] = (tokens, at) => code(tokens[at]?.content ?? '', '')
  md.renderer.rules['table_open'] = () => '<div class="table" role="group" tabindex="0" aria-label="Table"><table>\n'
  md.renderer.rules['table_close'] = () => '</table></div>\n'
  for (const cell of ['th_open', 'td_open']) md.renderer.rules[cell] = aligned
  return md
}

/** What is a heading within a quote or a list is none of the document's own. */
function lower(token: Token): void {
  if (token.level > 0 && /^h[12]$/.test(token.tag)) token.tag = 'h3'
}

const image: RendererRule = (tokens, at, options, env, self) => {
  const token = tokens[at]
  const alt = escaped(self.renderInlineAsText(token?.children ?? [], options, env))
  const from = pictureFrom(String(token?.attrGet('src') ?? ''), (env?.['pictures'] ?? new Map()) as Pictures)
  return from === undefined ? alt : `<img src="${escaped(from)}" alt="${alt}" loading="lazy" decoding="async" referrerpolicy="no-referrer">`
}

/** An inline style would need leave from the page's own policy. */
const aligned: RendererRule = (tokens, at) => {
  const token = tokens[at]
  const side = /text-align:(left|center|right)/.exec(String(token?.attrGet('style') ?? ''))?.[1]
  return `<${token?.tag === 'th' ? 'th' : 'td'}${side === undefined ? '' : ` class="${side}"`}>`
}

function code(text: string, info: string): string {
  const language = /^[\w+#.-]{1,30}/.exec(info.trim())?.[0]
  const label = language === undefined ? 'Code' : `Code, ${escaped(language)}`
  return `<div class="code"><pre role="group" tabindex="0" aria-label="${label}"><code${language === undefined ? '' : ` class="language-${escaped(language)}"`}>${escaped(text)}</code></pre></div>\n`
}

/** Links do not lie within one another: the next end is this one's. */
function judgeLinks(tokens: readonly Token[]): void {
  let dropping = false
  for (const token of tokens) {
    if (token.type === 'link_open') dropping = !mayLink(String(token.attrGet('href') ?? ''))
    if (token.type === 'link_open' && !dropping) token.attrs = [...(token.attrs ?? []), ['rel', 'noopener noreferrer'], ['target', '_blank']]
    if (dropping && (token.type === 'link_open' || token.type === 'link_close')) token.hidden = true
    if (token.type === 'link_close') dropping = false
  }
}
