import type { Preview, PreviewRules } from '../../../model/preview.ts'

/** The labels that say yes and no; providers do not tell capitals apart. */
const yes = 'preview'
const no = 'no-preview'

export type Judged = Pick<Preview, 'of' | 'head' | 'base' | 'draft' | 'labels' | 'trusted' | 'byHand'>

/** Which rule keeps it out, in words; null where none does. What somebody started by hand is kept out by none. */
export function heldBecause(row: Judged, rules: PreviewRules): string | null {
  if (row.byHand) return null
  if (row.of.kind === 'branch') return matchesAny(rules.branches, row.of.branch) ? null : `the branch ${row.of.branch} has no preview of its own`
  if (hasLabel(row.labels, no)) return `it has the label ${no}`
  if (rules.which === 'none') return 'its repository has previews that are started by hand only'
  if (rules.which === 'label' && !hasLabel(row.labels, yes)) return `it lacks the label ${yes}`
  if (rules.bases.length > 0 && !matchesAny(rules.bases, row.base)) return `it goes into branch ${row.base}, which has no previews`
  if (row.trusted === false && rules.outsiders === 'never') return row.head.fork ? 'forks do not run here' : 'code of outsiders does not run here'
  return isHeldDraft(row, rules) ? 'it is a draft' : null
}

/** A draft is only waited for: what runs of it goes on. */
export function isHeldDraft(row: Judged, rules: PreviewRules): boolean {
  return row.draft && !rules.drafts
}

export function isYes(label: string): boolean {
  return hasLabel([label], yes)
}

export function isNo(label: string): boolean {
  return hasLabel([label], no)
}

/** `*` stands for any part, slashes too. */
export function matchesAny(patterns: readonly string[], branch: string): boolean {
  return patterns.some((pattern) => matches(pattern.split('*'), branch))
}

/** The pieces between stars, one after the other: no regular expression, so no pattern takes long. */
function matches([first = '', ...rest]: readonly string[], text: string): boolean {
  const last = rest.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false
  let left = text.slice(first.length, text.length - last.length)
  for (const piece of rest) {
    const at = left.indexOf(piece)
    if (at < 0) return false
    left = left.slice(at + piece.length)
  }
  return true
}

function hasLabel(labels: readonly string[], wanted: string): boolean {
  return labels.some((label) => label.trim().toLowerCase() === wanted)
}
