import type { Preview, PreviewRules } from '../../../model/preview.ts'
import { asAddress, asBlock, asCode, lastLines, oneLine, uncalled } from './inert.ts'
import { commitOf, phaseOf, stillServing } from './phase.ts'
import type { AnswerFacts, Phase } from './phase.ts'

/** By what our comment is found again among all of a pull request. Launchpad shows a comment as it is written. */
export function markerOf({ preview, provider, engine }: Pick<AnswerFacts, 'preview' | 'provider' | 'engine'>): string {
  const name = `berth:preview ${engine}/${preview.name}`
  return provider === 'launchpad' ? `[${name}]` : `<!-- ${name} -->`
}

/** The comment on a pull request, in Markdown; in Launchpad's plain text. */
export function commentText(facts: AnswerFacts): string {
  const pen = facts.provider === 'launchpad' ? plain : markdown
  return [markerOf(facts), ...body(facts, pen), ...notice(facts.preview, pen)].join('\n\n')
}

/** How words are put down. */
interface Pen {
  readonly title: string
  code(text: string): string
  link(text: string, url: string): string
  table(head: readonly [string, string], rows: readonly (readonly [string, string])[]): string
  log(title: string, lines: readonly string[]): string
}

const markdown: Pen = {
  title: '**Preview**',
  code: (text) => asCode(text),
  link: (text, url) => {
    const address = asAddress(url)
    return address === null ? asCode(text) : `[${asCode(text)}](${address})`
  },
  table: ([name, value], rows) => [`| ${name} | ${value} |`, '| --- | --- |', ...rows.map(([left, right]) => `| ${left} | ${right} |`)].join('\n'),
  log: (title, lines) => `<details><summary>${title}</summary>\n\n${asBlock(lines)}\n\n</details>`,
}

const plain: Pen = {
  title: 'Preview',
  code: (text) => uncalled(oneLine(text, 300)),
  link: (text, url) => [plain.code(text), asAddress(url) ?? ''].join(' ').trimEnd(),
  table: (head, rows) => [head, ...rows].map(([left, right]) => `${left}: ${right}`).join('\n'),
  log: (title, lines) => [`${title}:`, ...lines.map((line) => `  ${line}`)].join('\n'),
}

/** Signs that say the same without colour. */
const signs: Readonly<Record<Phase, string>> = {
  ready: '✅ Ready',
  queued: '⏳ Waiting for its turn',
  building: '🔨 Being built',
  starting: '⏳ Starting',
  failed: '❌ Failed',
  stopped: '⏹️ Stopped',
  held: '⏸️ Not run here',
  approval: '🔒 Waits for approval',
  ended: '⚪ Gone, with its data',
}

function body(facts: AnswerFacts, pen: Pen): string[] {
  const phase = phaseOf(facts)
  if (phase === 'approval') return [approvalLine(facts, pen)]
  if (phase === 'held') return [`${pen.title}: ${signs.held}: ${pen.code(facts.held ?? 'a rule of its repository')}.`]
  if (phase === 'ended') return [`${pen.title}: ${signs.ended}. ${endedBecause(facts, pen)}`]
  const rows = [...commitRows(facts, pen), ...addressRows(facts, pen), ...failureRows(facts, pen), ['Log', pen.link('log', facts.urls.log)] as const]
  const log = phase === 'failed' ? lastLines(facts.preview.failure?.cause.log ?? [], 20, 300) : []
  return [pen.table(['Preview', signs[phase]], rows), ...(log.length === 0 ? [] : [pen.log('The last lines', log)]), ...closing(facts, pen)]
}

/** One quiet line. */
function approvalLine(facts: AnswerFacts, pen: Pen): string {
  const { commit } = facts.preview.head
  const still = stillServing(facts)
  const older = still === null ? '' : ` ${pen.link(shown(facts.urls.preview), facts.urls.preview)} still shows ${pen.code(short(still))}.`
  return `${pen.title}: ${signs.approval}: ${commitLink(facts, commit, pen)} is of a fork or an outsider. Whoever may push here looks at it and writes ${pen.code(`/preview approve ${short(commit)}`)}.${older}`
}

function commitRows(facts: AnswerFacts, pen: Pen): (readonly [string, string])[] {
  return [['Commit', commitLink(facts, commitOf(facts), pen)]]
}

function addressRows(facts: AnswerFacts, pen: Pen): (readonly [string, string])[] {
  const { preview, urls } = facts
  const still = stillServing(facts)
  const address = pen.link(shown(urls.preview), urls.preview)
  if (still !== null) return [['Address', `${address}, still at ${pen.code(short(still))}`]]
  if (phaseOf(facts) !== 'ready') return []
  const own = urls.commit === null || preview.commits[0]?.commit !== commitOf(facts) ? [] : [['This commit', pen.link(shown(urls.commit), urls.commit)] as const]
  return [['Address', address], ...own]
}

function failureRows(facts: AnswerFacts, pen: Pen): (readonly [string, string])[] {
  const { failure, head } = facts.preview
  if (phaseOf(facts) !== 'failed' || failure?.commit !== head.commit) return []
  const { step, cause } = failure
  return [...(step === null ? [] : [['Step', pen.code(step)] as const]), ['Why', pen.code(cause.message)], ['Next', pen.code(cause.fix)]]
}

function closing({ preview, rules, held, state }: AnswerFacts, pen: Pen): string[] {
  const phase = phaseOf({ preview, state })
  if (phase === 'stopped') return [`Somebody stopped it: a newer commit or ${pen.code('/preview start')} starts it.`]
  if (phase !== 'ready') return []
  const kept = held === null || preview.live === preview.head.commit ? [] : [`Newer commits are not built: ${pen.code(held)}.`]
  return [`It sleeps when nobody visits, and wakes with the next visit. After ${stay(preview, rules)} without a visit or a push it goes, with its data.`, ...kept]
}

function endedBecause({ preview, rules, held }: AnswerFacts, pen: Pen): string {
  if (preview.ending === 'expired') return `Nobody visited it for ${stay(preview, rules)}; the next commit or ${pen.code('/preview start')} brings it back.`
  if (preview.ending === 'refused' || (preview.ending === 'removed' && held !== null)) return `Why: ${pen.code(held ?? 'a rule of its repository')}.`
  if (preview.ending === 'removed') return `Somebody took it away; the next commit or ${pen.code('/preview start')} brings it back.`
  return 'The pull request was closed.'
}

/** What was asked for in a comment. */
function notice({ notice: said }: Preview, pen: Pen): string[] {
  if (said === null) return []
  return [pen.code(said.text), ...(said.log.length === 0 ? [] : [pen.log('The log that was asked for', lastLines(said.log, 20, 300))])]
}

function stay({ extended }: Preview, { hours }: PreviewRules): string {
  const all = hours + extended
  const [count, unit] = all % 24 === 0 ? [all / 24, 'day'] : [all, 'hour']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

function commitLink({ provider, repository }: AnswerFacts, commit: string, pen: Pen): string {
  if (provider === 'launchpad') return pen.code(short(commit))
  return pen.link(short(commit), `${repository}${provider === 'gitlab' ? '/-' : ''}/commit/${commit}`)
}

function short(commit: string): string {
  return commit.slice(0, 7)
}

/** An address as people read it. */
function shown(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}
