import type { Mode, State } from '../../model/lifecycle.ts'
import { counted } from './format.ts'

const word: Record<State, string> = {
  queued: 'Queued',
  fetching: 'Fetching',
  stopped: 'Stopped',
  starting: 'Starting',
  running: 'Running',
  paused: 'Paused',
  stopping: 'Stopping',
  away: 'Away',
  failed: 'Failed',
  gone: 'Gone',
}

export const state = {
  word,
  off: 'Switched off',
  asleep: 'asleep',
  news: (title: string, state: string) => `${title}: ${state.toLowerCase()}.`,
  course: 'The course of its life',
  /** What the state means, for the line under it. */
  meaning: {
    queued: 'It waits for its turn.',
    fetching: 'Its files and images are on their way.',
    stopped: 'It sleeps deeply and uses no memory. The next visit wakes it.',
    starting: 'It is waking up.',
    running: 'It is awake.',
    paused: 'It dozes. The next visit wakes it at once.',
    stopping: 'It is going to sleep.',
    away: 'Its disk is not docked. It waits and goes on when the disk is back.',
    failed: 'It does not run.',
    gone: 'It is being removed.',
  } satisfies Record<State, string>,
  offMeaning: 'It stays off, also for visitors, until you switch it on.',
  expected: (seconds: string) => `usually ready in ${seconds}`,
}

const modes: Record<Mode, { readonly name: string; readonly text: string }> = {
  'on-request': { name: 'On request', text: 'Wakes with a visit, sleeps when idle.' },
  always: { name: 'Always on', text: 'Never falls asleep.' },
  off: { name: 'Off', text: 'Stays off, visits do not wake it.' },
}

export const app = {
  tabs: { overview: 'Overview', access: 'Access', updates: 'Updates', permissions: 'Permissions', history: 'History', logs: 'Logs', settings: 'Settings', danger: 'Danger' },
  sections: 'Sections of this app',
  missing: { title: (name: string) => `There is no app called ${name}`, text: 'It may have been removed. Its data would then be on the shelf.' },
  open: 'Open',
  wake: 'Wake now',
  off: 'Switch off',
  on: 'Switch on',
  retry: 'Try again',
  logs: 'See the logs',
  mode: 'When it runs',
  modes,
  address: 'Address',
  ports: 'Ports',
  port: (port: number, protocol: string) => `${port} (${protocol})`,
  facts: 'Facts',
  version: 'Version',
  offered: (version: string) => `${version} is in the store`,
  from: 'From',
  fromStore: (store: string) => `the store “${store}”`,
  installed: 'Installed',
  name: 'Name',
  access: 'Who may use it',
  unknown: 'not known yet',
  crashes: (count: number) => `It ended by itself ${counted(count, 'time', 'times')} in a row.`,
  oom: (count: number) => `The machine ran out of memory for it ${counted(count, 'time', 'times')}.`,
  nextTry: (seconds: string) => `It is tried again in ${seconds}.`,
  nextTrySoon: 'It is tried again now.',
  lastWords: 'Its last words',
  day: {
    title: 'The last 24 hours',
    text: (awake: string, wakes: number) => `Awake for ${awake}, woken ${counted(wakes, 'time', 'times')}.`,
    none: 'It was not awake.',
    hoursAgo: '24 hours ago',
    now: 'now',
    legend: { awake: 'awake', dozing: 'dozing', asleep: 'asleep', trouble: 'failed' },
  },
  history: { title: 'History', empty: 'Nothing yet.', state: 'State', since: 'Since', lasted: 'Lasted', now: 'until now' },
  changed: 'Saved.',
}

export const logs = {
  title: 'Logs',
  filter: 'Only lines with',
  service: 'Service',
  all: 'all services',
  pause: 'Pause',
  resume: 'Go on',
  held: (count: number) => `${counted(count, 'new line', 'new lines')}`,
  empty: 'It has said nothing yet.',
  none: 'No line matches.',
  live: 'following',
  opening: 'connecting…',
  ended: 'the app has ended; new lines come when it runs again',
  lines: 'Log lines',
  error: 'on the error stream:',
}
