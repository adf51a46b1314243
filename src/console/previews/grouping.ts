import type { PreviewState, PreviewView } from '../../model/preview.ts'

/** The states in the order in which somebody should look at them. */
export const stateOrder: readonly PreviewState[] = ['approval', 'failed', 'building', 'queued', 'starting', 'running', 'asleep', 'held', 'stopped', 'ending']

export interface Group {
  readonly repository: string
  readonly path: string
  readonly provider: PreviewView['provider']
  /** Those that wait for somebody first, then the newest. */
  readonly previews: readonly PreviewView[]
}

/** By repository, as their paths are sorted. */
export function groupsOf(previews: readonly PreviewView[]): readonly Group[] {
  const groups = Map.groupBy(previews, ({ repository }) => repository)
  return [...groups.values()]
    .flatMap((all) => {
      const [first] = all
      return first ? [{ repository: first.repository, path: first.path, provider: first.provider, previews: all.toSorted(byNeed) }] : []
    })
    .toSorted((a, b) => a.path.localeCompare(b.path))
}

function byNeed(a: PreviewView, b: PreviewView): number {
  return Number(b.state === 'approval') - Number(a.state === 'approval') || numberOf(b) - numberOf(a) || a.name.localeCompare(b.name)
}

/** Branches come before all pull requests. */
function numberOf({ of }: PreviewView): number {
  return of.kind === 'pull' ? of.number : Infinity
}

/** What is looked for among the previews. It stands in the address. */
export interface PreviewQuery {
  /** A repository's path. */
  readonly repository: string
  readonly state: string
}

export function queryIn(search: string): PreviewQuery {
  const given = new URLSearchParams(search)
  return { repository: given.get('repository') ?? '', state: given.get('state') ?? '' }
}

export function previewsPath(query: PreviewQuery): string {
  const given = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''))
  return given.size > 0 ? `/previews?${given.toString()}` : '/previews'
}

export function matching(previews: readonly PreviewView[], { repository, state }: PreviewQuery): readonly PreviewView[] {
  return previews.filter((preview) => (repository === '' || preview.path === repository) && (state === '' || preview.state === state))
}
