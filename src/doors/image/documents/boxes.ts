import type { MarkdownIt, StateBlock, StateCore, Token } from 'markdown-it'

type Kind = 'positive' | 'negative'
type BlockRule = Parameters<MarkdownIt['block']['ruler']['before']>[2]

/** Lines that a box or a comment may have. */
const longest = 1000
const words: Readonly<Record<Kind, string>> = { positive: 'Tip', negative: 'Careful' }

/**
 * Info boxes in the four ways they are written: `Positive` with `: text` below it or after it, a quote that begins with
 * `aside positive`, and an `<aside class="positive">`, which is the only tag with a meaning here. Comments are left out.
 */
export function withBoxes(md: MarkdownIt): void {
  md.core.ruler.after('block', 'boxes', (state) => {
    state.tokens = state.tokens.flatMap((_, at) => boxed(state, at))
  })
  md.block.ruler.before('paragraph', 'aside', aside, { alt: ['paragraph', 'reference', 'blockquote'] })
  md.block.ruler.before('paragraph', 'comment', comment, { alt: ['paragraph', 'reference', 'blockquote'] })
  md.renderer.rules['box_open'] = (tokens, at) => opening(kindOf(tokens[at]?.info))
  md.renderer.rules['box_close'] = () => '</div>\n'
}

function opening(kind: Kind): string {
  return `<div class="box ${kind}" role="note"><p class="kind">${words[kind]}</p>\n`
}

function kindOf(word: string | undefined): Kind {
  return word?.toLowerCase() === 'negative' ? 'negative' : 'positive'
}

function boxed(state: StateCore, at: number): readonly Token[] {
  const token = state.tokens[at]
  if (token?.type === 'blockquote_open') turnQuote(state.tokens, at)
  if (!token || token.type === 'nothing') return []
  const said = token.type === 'paragraph_open' ? takeOff(state.tokens[at + 1], /^(positive|negative)(?:[ \t]*\n[ \t]*:|[ \t]+:)[ \t]*/i) : undefined
  if (said !== undefined) return [boxToken(state, said, 1), token]
  const isEnd = token.type === 'paragraph_close' && state.tokens[at - 1]?.meta?.['boxed'] === true
  return isEnd ? [token, boxToken(state, '', -1)] : [token]
}

/** What a pattern finds at the beginning of a text, which then has it no more. */
function takeOff(inline: Token | undefined, pattern: RegExp): string | undefined {
  const [all, word] = pattern.exec(inline?.content ?? '') ?? []
  if (!inline || all === undefined || word === undefined) return undefined
  inline.content = inline.content.slice(all.length)
  inline.meta = { ...inline.meta, boxed: true }
  return word
}

function boxToken({ Token: Made }: StateCore, info: string, nesting: 1 | -1): Token {
  const token = new Made(nesting === 1 ? 'box_open' : 'box_close', 'div', nesting)
  token.info = info
  token.block = true
  return token
}

/** A quote whose first line says `aside` becomes a box. */
function turnQuote(tokens: readonly Token[], at: number): void {
  const [quote, paragraph, inline] = tokens.slice(at, at + 3)
  const kind = /^aside (positive|negative)[ \t]*(?:\n|$)/i.exec(inline?.content ?? '')
  const end = kind && quote ? closeOf(tokens, at, quote.level) : undefined
  if (!quote || !paragraph || !inline || !kind || !end) return
  inline.content = inline.content.slice(kind[0].length)
  quote.type = 'box_open'
  quote.info = kind[1] ?? ''
  end.type = 'box_close'
  const after = tokens[at + 3]
  if (inline.content === '' && after) for (const empty of [paragraph, inline, after]) empty.type = 'nothing'
}

/** Looked for from the quote on: a document may have very many. */
function closeOf(tokens: readonly Token[], at: number, level: number): Token | undefined {
  for (let place = at + 1; place < tokens.length; place++) {
    const token = tokens[place]
    if (token?.type === 'blockquote_close' && token.level === level) return token
  }
  return undefined
}

const aside: BlockRule = (state, start, end, silent) => {
  const kind = /^<aside class=["']?(positive|negative|special|warning)["']?>$/i.exec(lineOf(state, start))?.[1]
  if (kind === undefined || state.blkIndent > (state.sCount[start] ?? 0)) return false
  const close = lineWith(state, { from: start + 1, end, ending: '</aside>' }, /^<\/aside>$/i)
  if (close === undefined) return false
  if (silent) return true
  state.push('box_open', 'div', 1).info = kind === 'negative' || kind === 'warning' ? 'negative' : 'positive'
  const most = state.lineMax
  state.lineMax = close
  state.md.block.tokenize(state, start + 1, close)
  state.lineMax = most
  state.push('box_close', 'div', -1)
  state.line = close + 1
  return true
}

/** Comments between steps are part of the format's own template; so are buttons around links. */
const comment: BlockRule = (state, start, end, silent) => {
  const line = lineOf(state, start)
  if (/^<\/?button>$/i.test(line)) return skip(state, start + 1, silent)
  if (!line.startsWith('<!--')) return false
  const last = lineWith(state, { from: start, end, ending: '-->' }, /-->$/)
  return last !== undefined && skip(state, last + 1, silent)
}

function skip(state: StateBlock, next: number, silent: boolean): boolean {
  if (!silent) state.line = next
  return true
}

interface Sought {
  readonly from: number
  readonly end: number
  /** What such a line ends with, in small letters. */
  readonly ending: string
}

function lineWith(state: StateBlock, { from, end, ending }: Sought, pattern: RegExp): number | undefined {
  const next = endings(state, ending)
  const last = Math.min(end, from + longest)
  for (let line = next[from] ?? last; line < last; line = next[line + 1] ?? last) if (pattern.test(lineOf(state, line))) return line
  return undefined
}

/** By line the next one that ends so: found once for a document, however many begin what is to end. */
const known = new WeakMap<StateBlock, Map<string, readonly number[]>>()

function endings(state: StateBlock, ending: string): readonly number[] {
  const all = known.get(state) ?? new Map<string, readonly number[]>()
  known.set(state, all)
  const found = all.get(ending) ?? nextEndings(state.src.split('\n'), ending)
  all.set(ending, found)
  return found
}

function nextEndings(lines: readonly string[], ending: string): readonly number[] {
  const next: number[] = new Array<number>(lines.length).fill(Infinity)
  for (let line = lines.length - 1; line >= 0; line--) {
    const isOne = lines[line]?.trimEnd().toLowerCase().endsWith(ending)
    next[line] = isOne ? line : (next[line + 1] ?? Infinity)
  }
  return next
}

function lineOf(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]).trim()
}
