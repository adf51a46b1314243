import { stripVTControlCharacters } from 'node:util'
import type { PreviewState, PreviewView } from '../model/preview.ts'
import { styled, table } from './terminal.ts'

type Style = Parameters<typeof styled>[0]

const marks: Readonly<Record<PreviewState, readonly [mark: string, style: Style, words: string]>> = {
  held: ['⊘', 'gray', 'held'],
  approval: ['?', 'yellow', 'waits for approval'],
  queued: ['◌', 'yellow', 'queued'],
  building: ['◐', 'yellow', 'building'],
  starting: ['◐', 'yellow', 'starting'],
  running: ['●', 'green', 'running'],
  asleep: ['☾', 'blue', 'asleep'],
  stopped: ['☾', 'gray', 'stopped'],
  failed: ['✖', 'red', 'failed'],
  ending: ['·', 'gray', 'ending'],
}
/** Letters of a title in a list. */
const longest = 40

/** A state as a sign, a colour and words: none of them alone. */
export function previewWord(state: PreviewState): string {
  const [mark, style, words] = marks[state]
  return styled(style, `${mark} ${words}`)
}

/** All that there are; where there is none, what to do for the first. */
export function previewList(previews: readonly PreviewView[]): string {
  if (previews.length === 0) return 'There is no preview yet. Connect what sends pull requests: berth connect github'
  const row = (one: PreviewView): string[] => [one.name, whatOf(one), oneLine(one.title), oneLine(one.head.author), one.head.commit.slice(0, 7), previewWord(one.state), leftOf(one), one.url]
  const notes = previews.flatMap(noteOf)
  return [table(['PREVIEW', 'OF', 'TITLE', 'BY', 'COMMIT', 'STATE', 'LEFT', 'ADDRESS'], previews.map(row)), ...notes.map((note) => `\n${note}`)].join('\n')
}

/** How it is now, in a line. */
export function previewLine(view: PreviewView): string {
  const { name, state, progress } = view
  const at = progress?.step ? `, ${progress.step}${progress.fraction === null ? '' : ` ${Math.round(progress.fraction * 100)} %`}${progress.note ? ` (${progress.note})` : ''}` : ''
  return `${name}: ${previewWord(state)}${at}`
}

/** What is wrong with it, or awaited, and the next step. */
export function noteOf({ name, state, held, failure, head }: PreviewView): string[] {
  if (state === 'held' && held !== null) return [`${name} is held: ${oneLine(held)}`]
  if (state === 'approval')
    return [
      `${name}: commit ${head.commit.slice(0, 12)} of ${oneLine(head.author)} is of a fork or an outsider.\n  fix: Look at what it changes, then: berth preview approve ${name} ${head.commit.slice(0, 12)}`,
    ]
  if (state !== 'failed') return []
  if (failure?.commit !== head.commit) return [`${name} was built, and does not run.\n  fix: See what it says: berth logs ${name}`]
  return [`${name}${failure.step === null ? '' : `, ${failure.step}`}: ${failure.cause.message}\n  fix: ${failure.cause.fix}`]
}

/** Which pull request or branch it is of. */
export function whatOf({ path, of }: PreviewView): string {
  return of.kind === 'pull' ? `${path}#${of.number}` : `${path} ${oneLine(of.branch)}`
}

function leftOf({ hoursLeft }: PreviewView): string {
  if (hoursLeft === null) return '–'
  return hoursLeft < 48 ? `${Math.max(0, Math.round(hoursLeft))} h` : `${Math.floor(hoursLeft / 24)} d`
}

/** Turn the direction of all that stands after them on the line: of the commit that is to be approved, too. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Titles and branches are anybody's: no line breaks, no colours and no directions of theirs. */
export function oneLine(text: string): string {
  const plain = stripVTControlCharacters(text)
    .replaceAll(turning, '')
    .replaceAll(/[\s\x00-\x1f]+/g, ' ')
    .trim()
  const letters = Array.from(new Intl.Segmenter().segment(plain), ({ segment }) => segment)
  return letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : plain
}
