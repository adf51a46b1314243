import type { Preview, PreviewRules, PreviewState, Provider } from '../../../model/preview.ts'

/** All that what a provider should know follows from. No time of day: equal facts give equal words. */
export interface AnswerFacts {
  readonly preview: Preview
  readonly rules: PreviewRules
  readonly state: PreviewState
  /** Which rule keeps it out, in words. */
  readonly held: string | null
  readonly provider: Provider
  readonly engine: string
  /** The repository's own page, without a slash at the end. */
  readonly repository: string
  /** The stable address, that of the newest commit, and the page in the console with its log. */
  readonly urls: { readonly preview: string; readonly commit: string | null; readonly log: string }
}

/** What there is to say: whether it sleeps is nobody's news, so that no comment changes while people come and go. */
export type Phase = 'ready' | 'queued' | 'building' | 'starting' | 'failed' | 'held' | 'approval' | 'stopped' | 'ended'

export function phaseOf({ preview, state }: Pick<AnswerFacts, 'preview' | 'state'>): Phase {
  if (state === 'ending') return 'ended'
  if (state === 'running' || state === 'asleep') return 'ready'
  return state === 'starting' && preview.live === preview.head.commit ? 'ready' : state
}

/** The commit that is spoken of: the one that runs where nothing is to come, else the newest. */
export function commitOf({ preview, state }: Pick<AnswerFacts, 'preview' | 'state'>): string {
  return phaseOf({ preview, state }) === 'ready' ? (preview.live ?? preview.head.commit) : preview.head.commit
}

/** An older commit that goes on serving while the newest does not. */
export function stillServing({ preview, state }: Pick<AnswerFacts, 'preview' | 'state'>): string | null {
  const phase = phaseOf({ preview, state })
  if (phase === 'ended' || phase === 'stopped' || phase === 'ready') return null
  return preview.live === preview.head.commit ? null : preview.live
}

/** Codes of problems that the code of the pull request has no part in. */
const ours: ReadonlySet<string> = new Set([
  'internal',
  'provider-down',
  'provider-denied',
  'fetch-failed',
  'builder-unavailable',
  'image-unavailable',
  'registry-down',
  'no-network',
  'create-failed',
  'docker-failed',
  'docker-down',
  'low-disk',
  'too-small',
  'no-room',
  'switched-off',
  'job-lost',
  'job-failed',
  'busy',
])

/** `failure`: the code could not; `error`: Berth could not. */
export function blameOf({ failure, head }: Preview): 'failure' | 'error' {
  return failure?.commit === head.commit && !ours.has(failure.cause.code) ? 'failure' : 'error'
}

/** What became of the head, in one line: "The build failed at npm ci: …". */
export function failureText({ failure, head }: Preview): string {
  if (failure?.commit !== head.commit) return 'It does not run'
  return failure.step === null ? failure.cause.message : `Failed at ${failure.step}: ${failure.cause.message}`
}
