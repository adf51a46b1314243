import { counted } from './format.ts'
import type { JobState } from '../../model/job.ts'

export const shelf = {
  title: 'Shelf',
  lead: 'Data of apps you uninstalled. It stays here until you use it again or delete it.',
  empty: { title: 'The shelf is empty', text: 'When you uninstall an app, its data is kept here.' },
  total: (size: string, count: number) => `${size} in ${counted(count, 'place', 'places')}`,
  kept: (age: string) => `put away ${age}`,
  from: (store: string) => `From the store “${store}”`,
  fromProject: (project: string) => `From the project “${project}”`,
  fromPreview: (preview: string) => `From the preview “${preview}”`,
  fromImage: (image: string) => `From the image “${image}”`,
  version: (version: string) => `version ${version}`,
  attach: 'Install again',
  attachOf: (title: string) => `with the kept data of ${title}`,
  attached: (title: string) => `${title} is being installed with its kept data.`,
  purge: 'Delete…',
  ask: (name: string) => `Delete the data of ${name} for ever?`,
  sure: (size: string) => `${size} of data will be deleted. Nobody can bring it back.`,
  confirm: (name: string) => `Type ${name} to confirm`,
  yes: 'Delete for ever',
  done: (name: string) => `The kept data of ${name} is deleted.`,
}

const jobWord: Record<JobState, string> = { queued: 'Queued', running: 'At work', waiting: 'Waiting to try again', done: 'Done', failed: 'Failed', cancelled: 'Cancelled' }

export const activity = {
  title: 'Activity',
  lead: 'What the machine does and what was asked of it.',
  sections: 'Kinds of activity',
  jobs: 'Jobs',
  audit: 'Audit',
  empty: 'No jobs yet.',
  jobWord,
  attempt: (count: number) => `attempt ${count}`,
  cancel: 'Cancel',
  retry: 'Retry',
  log: 'Log',
  logEmpty: 'It has said nothing yet.',
  logGone: 'This log is not kept any more: only those of the newest jobs are.',
  cancelled: 'It is being cancelled.',
  retried: 'It is tried again.',
  steps: 'Steps',
  stepDone: 'done:',
  stepNow: 'at work:',
  ofProject: (name: string) => `project ${name}`,
  project: 'Project',
  allProjects: 'everything',
  emptyProject: 'No jobs of this project are kept.',
  progress: (title: string) => `Progress of “${title}”`,
}

export const settings = {
  title: 'Settings',
  lead: 'What this machine is, and where its apps come from.',
  machine: {
    title: 'This machine',
    engine: 'Engine',
    version: 'Version',
    docker: 'Docker',
    dockerUp: 'answers',
    dockerDown: 'does not answer',
    memory: 'Memory',
    memoryFree: (free: string, total: string) => `${free} of ${total} free`,
    disk: 'Disk',
    low: 'nearly full',
    pressure: 'Memory pressure',
    pressureNone: 'this kernel does not say',
  },
}
