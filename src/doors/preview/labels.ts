import type { Preview, PreviewRepository } from '../../model/preview.ts'

/** The labels by which the demo service's own tools find its demos; only the first part of each value is anybody's choice. */
export function labelsOf(preview: Preview, { path }: PreviewRepository, url: string): Record<string, string> {
  const at = path.lastIndexOf('/')
  const labels = {
    'run.demo': 'true',
    'run.demo.url': new URL(url).host,
    'run.demo.url_full': url,
    'run.demo.github_user': path.slice(0, at),
    'run.demo.github_repo': path.slice(at + 1),
    'run.demo.github_branch': preview.head.ref,
    ...(preview.of.kind === 'pull' ? { 'run.demo.github_pr': String(preview.of.number) } : {}),
  }
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, value.slice(0, 300)]))
}
