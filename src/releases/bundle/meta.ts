import type { Release } from '../../model/project.ts'
import type { Composed } from './ownservices.ts'

/** Seconds an app may take to answer where it does not say, those that its release command may take before it, and all that a format allows. */
const [usualWithin, releaseWithin, longestWithin] = [120, 900, 3600]

/** The release's `app_meta.json`. Who may visit it is said there as far as the format can; the rest the project's own file says. */
export function metaOf({ project, number, file, labels }: Release, title: string, { entry }: Composed): object {
  const access = file.access === 'public' || file.access === 'peer' ? file.access : 'private'
  const xBerth = {
    release: String(number),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...(file.overlap === undefined ? {} : { overlap: file.overlap }),
    ...(file.health === undefined ? {} : { health_path: file.health.path, ready_within: Math.min(longestWithin, file.health.within + (file.release === undefined ? 0 : releaseWithin)) }),
    ...(file.health === undefined && file.release !== undefined ? { ready_within: usualWithin + releaseWithin } : {}),
  }
  return {
    v: '1.3',
    app_version: String(number),
    name: project,
    pretty_name: title,
    icon: 'icon.svg',
    entrypoints: [{ container_name: entry.container, container_port: entry.port, entrypoint_port: 'http' }],
    paths: { '': { access } },
    'x-berth': xBerth,
  }
}
