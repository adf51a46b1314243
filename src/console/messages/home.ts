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
  empty: { title: 'The quay is empty', text: 'Install a first app. It falls asleep when nobody uses it and wakes with the next visit.', more: 'See all in the store' },
}

export const store = {
  title: 'Store',
  lead: 'Apps that this machine can run.',
  filter: 'Find an app',
  found: (count: number) => counted(count, 'app', 'apps'),
  none: (words: string) => `No app here matches “${words}”.`,
  empty: 'No catalogue offers anything yet.',
  install: 'Install',
  again: 'Install another',
  installing: 'Installing',
  installed: 'Installed',
  bad: 'Cannot be installed',
  started: (title: string) => `${title} is being installed.`,
  kept: {
    title: (title: string) => `Install ${title}`,
    text: 'There is kept data of this app on the shelf. Start with it, or start afresh; what you do not choose stays on the shelf.',
    from: (name: string) => `Start with the kept data of “${name}”`,
    fresh: 'Start afresh',
    freshText: 'Empty, as on the first day.',
    size: (size: string, age: string) => `${size}, put away ${age}`,
  },
}
