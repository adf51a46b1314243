import { counted } from './format.ts'

export const home = {
  title: 'Home',
  greeting: (name: string, hour: number) => `${hour < 5 ? 'A quiet night' : hour < 12 ? 'Good morning' : hour < 18 ? 'Good afternoon' : 'Good evening'}, ${name}`,
  running: (count: number) => `${count} running`,
  asleep: (count: number) => `${count} asleep`,
  off: (count: number) => `${count} switched off`,
  attention: 'Needs you',
  calm: 'All is well.',
  apps: 'Your apps',
  recent: 'Recent activity',
  all: 'All activity',
  quiet: 'Nothing has happened yet.',
  openShort: 'Open',
  install: 'Install an app',
  dockerDown: { title: 'Docker does not answer', text: 'Apps can neither wake nor fall asleep until it is back.', fix: 'Run `berth doctor` on the machine; Berth goes on by itself afterwards.' },
  diskLow: (free: string) => ({
    title: 'The disk is nearly full',
    text: `${free} are free. Apps that write are stopped before anything is lost.`,
    fix: 'Make room: delete kept data from the shelf, or files on the machine.',
  }),
  updates: {
    title: (count: number) => `${counted(count, 'update is', 'updates are')} offered`,
    one: (title: string, version: string) => `${title}: see what changes in ${version}`,
  },
  putBack: { title: (title: string, version: string) => `${title}: version ${version} was put back`, see: 'See the update' },
  project: { title: (name: string) => `${name}: the last push failed`, see: 'See the project' },
  approvals: { title: (count: number) => `${counted(count, 'pull request waits', 'pull requests wait')} for approval`, see: 'See what waits' },
  image: {
    failed: (title: string) => `${title}: its newest version does not serve`,
    unseen: (title: string) => `${title}: its registry cannot be looked at`,
    see: 'See the image',
    newer: (count: number) => `${counted(count, 'image has', 'images have')} a newer version`,
  },
  doors: {
    label: 'Show apps that came',
    every: 'by any door',
    names: { store: 'from a store', push: 'by git push', preview: 'from a pull request', image: 'as an image' },
    none: 'No app came that way.',
  },
  ways: {
    title: 'Other ways in',
    push: { name: 'Push your own code', text: 'With git; every push becomes a release.' },
    preview: { name: 'Preview pull requests', text: 'Each gets a running copy while it is open.' },
    image: { name: 'Run an image', text: 'By its name, a `docker run` line or a compose file.' },
  },
  empty: { title: 'The quay is empty', text: 'Install a first app. It falls asleep when nobody uses it and wakes with the next visit.', more: 'See all in the store' },
}
