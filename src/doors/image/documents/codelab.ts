import type { Token } from 'markdown-it'
import { Problem } from '../../../model/problem.ts'
import { readHeader } from './header.ts'
import { labMarkdown } from './markdown.ts'
import { minutesOf } from './minutes.ts'
import { mayLink, pathOf } from './targets.ts'
import type { Pictures } from './targets.ts'

export interface LabStep {
  readonly title: string
  readonly minutes: number | null
  /** HTML, which holds nothing but what we have made of the text. */
  readonly body: string
}

/** A document in the format of Google Codelabs (claat, `parser/md`). Texts are as they were written, not escaped. */
export interface Codelab {
  readonly title: string
  readonly summary: string
  readonly authors: string
  /** Where readers may say what they think of it; null: nowhere that may be. */
  readonly feedback: string | null
  readonly lang: string
  /** HTML of what stands before the first step. */
  readonly intro: string
  readonly steps: readonly LabStep[]
  /** All steps together; null where none says. */
  readonly minutes: number | null
}

/** More than anybody walks through, and than anybody has to say of a step. */
const [mostSteps, mostFacts] = [300, 10]

/** Throws `bad-document`. */
export function readCodelab(text: string, pictures: Pictures = new Map()): Codelab {
  const { fields, body } = readHeader(text)
  const md = labMarkdown()
  const env = { pictures }
  const { title, parts } = split(md.parse(body, env))
  const html = (tokens: readonly Token[]): string => md.renderer.render([...tokens], md.options, env)
  const steps = parts.slice(1).map((part) => ({ title: part.title, minutes: part.minutes, body: html(part.tokens) }))
  if (steps.length === 0) throw new Problem('bad-document', { reason: 'it has no steps' })
  if (steps.length > mostSteps) throw new Problem('bad-document', { reason: `it has more than ${mostSteps} steps` })
  const said = steps.flatMap(({ minutes }) => minutes ?? [])
  const feedback = fields.get('feedback link') ?? ''
  return {
    title: (title ?? fields.get('title') ?? fields.get('id') ?? '').slice(0, 300),
    summary: fields.get('summary') ?? '',
    authors: fields.get('authors') ?? fields.get('author') ?? '',
    feedback: mayLink(feedback) ? feedback : null,
    lang: /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.exec(fields.get('lang') ?? '')?.[0] ?? 'en',
    intro: html(parts[0]?.tokens ?? []),
    steps,
    minutes: said.length === 0 ? null : said.reduce((sum, minutes) => sum + minutes, 0),
  }
}

/** The paths of pictures that lie beside the document, as they stand in it. */
export function picturesIn(text: string): readonly string[] {
  const tokens = labMarkdown().parse(readHeader(text).body, {})
  const images = tokens.flatMap(({ children }) => children ?? []).filter(({ type }) => type === 'image')
  return [...new Set(images.flatMap((token) => pathOf(String(token.attrGet('src') ?? '')) ?? []))]
}

interface Part {
  readonly title: string
  readonly tokens: Token[]
  minutes: number | null
}

/** The first part is what stands before the first step. */
function split(tokens: readonly Token[]): { readonly title: string | undefined; readonly parts: readonly Part[] } {
  const parts: Part[] = [{ title: '', tokens: [], minutes: null }]
  let title: string | undefined
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]
    const level = token?.type === 'heading_open' && token.level === 0 ? token.tag : ''
    const text = plainText(tokens[at + 1])
    if (level === 'h1' && title === undefined && parts.length === 1) title = text
    else if (level === 'h1' || level === 'h2') parts.push({ title: text === '' ? `Step ${parts.length}` : text, tokens: [], minutes: null })
    else if (token) parts.at(-1)?.tokens.push(token)
    if (level === 'h1' || level === 'h2') at += 2
  }
  for (const part of parts.slice(1)) takeFacts(part)
  return { title, parts }
}

/** `Duration:` and `Environment:` lines right after the heading are about the step. */
function takeFacts(part: Part): void {
  for (let fact = 0; fact < mostFacts; fact++) {
    const inline = part.tokens[0]?.type === 'paragraph_open' ? part.tokens[1] : undefined
    const [line, key, value] = /^(duration|environments?)[ \t]*:[ \t]*([^\n]*)(?:\n|$)/i.exec(inline?.content ?? '') ?? []
    if (!inline || line === undefined) return
    if (key?.toLowerCase() === 'duration') part.minutes = minutesOf(value ?? '')
    inline.content = inline.content.slice(line.length)
    if (inline.content !== '') inline.children = withoutLine(inline.children ?? [])
    else part.tokens.splice(0, 3)
  }
}

function withoutLine(children: Token[]): Token[] {
  return children.slice(children.findIndex(({ type }) => type === 'softbreak' || type === 'hardbreak') + 1)
}

function plainText(inline: Token | undefined): string {
  const of = ({ type, content, children }: Token): string => (type.endsWith('break') ? ' ' : children ? children.map(of).join('') : content)
  return inline ? (inline.children ?? []).map(of).join('').trim() : ''
}
