import type { BuilderKind } from '../../model/projectfile.ts'
import type { ReleaseSource } from '../../model/project.ts'
import { counted } from './format.ts'

const builders: Record<BuilderKind, string> = { compose: 'Compose file', dockerfile: 'Dockerfile', buildpacks: 'Buildpacks', run: './run script', static: 'static site', image: 'ready image' }

const sources: Record<ReleaseSource, string> = {
  push: 'pushed',
  upload: 'uploaded',
  image: 'from a ready image',
  redeploy: 'deployed again',
  rollback: 'gone back',
  env: 'variables changed',
  services: 'databases changed',
  pull: 'commit of a pull request',
  newer: 'newer version of the image',
  settings: 'settings changed',
}

export const releases = {
  title: 'Releases',
  text: 'Each build that went well. Going back takes seconds: nothing is built again.',
  empty: { title: 'No release yet', text: 'The first push that builds is release 1.' },
  number: (number: number) => `Release ${number}`,
  states: { live: 'Serves now', next: 'Comes next', refused: 'Put back', past: 'Earlier' },
  kept: 'kept',
  notKept: 'its images are gone',
  notKeptHelp: 'Cannot be gone back to any more. Deploy its commit again by pushing it.',
  more: 'Details',
  sources,
  of: (number: number) => `with the images of release ${number}`,
  builders,
  commit: 'Commit',
  branch: 'Branch',
  author: 'Author',
  by: 'Asked by',
  made: 'Made',
  source: 'Because',
  builder: 'Built by',
  images: 'Images',
  services: 'Databases',
  env: 'Variables',
  envSame: (count: number) => `${counted(count, 'variable', 'variables')}, the same as in the release before`,
  envNone: 'none',
  added: 'added',
  changed: 'changed',
  removed: 'removed',
  log: 'Build log',
  noLog: 'Nothing was built for it.',
  back: 'Go back to it…',
  again: 'Try it again…',
  backAsk: (number: number) => `Go back to release ${number}?`,
  backSure: (number: number, live: number | null) =>
    `A new release is made with the images and the variables of release ${number}; nothing is built. ${live === null ? '' : `Release ${live} serves until it is healthy, and stays if it never gets so. `}Data is not touched: what was written since stays, also in databases.`,
  backYes: (number: number) => `Go back to ${number}`,
  backStarted: (number: number) => `It goes back to release ${number}.`,
}
