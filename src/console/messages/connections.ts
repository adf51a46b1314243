import type { Provider } from '../../model/preview.ts'
import { counted, span } from './format.ts'

interface Asked {
  readonly name: string
  /** What it is without an address of its own; empty where there is none. */
  readonly url: string
  readonly token: string
  /** What is to be set at the provider's webhook. */
  readonly tick: readonly string[]
}

const providers: Record<Provider, Asked> = {
  github: {
    name: 'GitHub',
    url: 'https://github.com',
    token: 'A fine-grained token for the repositories: contents read; pull requests, commit statuses and deployments read and write.',
    tick: ['Settings of the repository or organisation, Webhooks, Add webhook', 'Content type: application/json', 'Events: Pull requests, Pushes, Issue comments'],
  },
  gitlab: {
    name: 'GitLab',
    url: 'https://gitlab.com',
    token: 'A project or group token with the scope `api`.',
    tick: ['Settings of the project or group, Webhooks', 'The secret goes into “Secret token”', 'Trigger: Push events, Merge request events, Comments'],
  },
  gitea: {
    name: 'Gitea or Forgejo',
    url: '',
    token: 'A token that may read and write repositories and issues.',
    tick: [
      'Settings of the repository or organisation, Webhooks, Add webhook: Gitea or Forgejo',
      'POST content type: application/json',
      'Events: Pull request, all of its kinds; Push; Comments of pull requests',
    ],
  },
  launchpad: {
    name: 'Launchpad',
    url: 'https://launchpad.net',
    token: 'An OAuth token: key and secret as Launchpad gives them.',
    tick: ['Manage webhooks of the git repository, Add webhook', 'Events: Git push, Merge proposal'],
  },
}

/** Of what previews come by; loaded with its pages. */
export const connections = {
  title: 'Connections',
  lead: 'Where pull requests are told of, and where previews are answered.',
  back: 'Previews',
  providers,
  none: 'Nothing is connected yet.',
  list: 'Connected',
  app: 'by an app',
  appPage: 'The app at GitHub',
  token: (login: string | null) => (login === null ? 'by a token' : `by a token of ${login}`),
  repositories: (count: number) => counted(count, 'repository', 'repositories'),
  heard: (age: string) => `last heard ${age}`,
  never: 'nothing heard yet',
  hook: 'Webhook address',
  hookShow: 'Its webhook',
  disconnect: 'Disconnect…',
  disconnectAsk: (label: string) => `Disconnect ${label}?`,
  disconnectSure: (repositories: number, previews: number) =>
    `${counted(repositories, 'repository', 'repositories')} and their rules go, and ${counted(previews, 'preview', 'previews')} with all their data. Its token or app keys are forgotten here; take the app or token back at the provider too.`,
  disconnectYes: 'Disconnect',
  disconnected: (label: string) => `${label} is disconnected.`,
  add: 'Connect',
  ways: 'How to connect',
  github: {
    way: 'GitHub, in one step',
    wayText: 'An app of your own is made at GitHub. No token to copy.',
    title: 'Connect GitHub',
    text: 'GitHub asks you for the name of a new app and which repositories it may see. It then tells this machine of pull requests, and nobody else gets its keys.',
    button: 'Connect GitHub',
    more: 'More: GitHub Enterprise, an organisation',
    url: 'Address of GitHub',
    urlHelp: 'Empty: github.com.',
    urlExample: 'https://github.example.org',
    organisation: 'Organisation',
    organisationHelp: 'That is to own the app. Empty: your own account.',
    going: 'Taking you to GitHub…',
    failed: {
      title: 'GitHub was not connected',
      late: 'That was begun more than an hour ago, was finished already, or was begun somewhere else. Begin it again.',
      text: 'GitHub did not answer, or the app was not made. Begin it again; the log of the machine says more.',
    },
    lost: { title: 'Nothing was begun here', text: 'Begin with the button on the page of connections.' },
  },
  byToken: {
    way: 'With a token',
    wayText: 'GitHub, GitLab, Gitea, Forgejo, Launchpad.',
    title: 'Connect with a token',
    provider: 'Provider',
    url: 'Address',
    urlHelp: (usual: string) => (usual === '' ? 'Where it is.' : `Empty: ${usual}.`),
    urlExample: 'https://git.example.org',
    token: 'Token',
    more: 'More: a name, a secret of your own',
    label: 'Name',
    labelHelp: 'How it is called here. Empty: by its address.',
    secret: 'Secret',
    secretHelp: 'At least 16 characters. Empty: one is made.',
    submit: 'Connect',
  },
  made: {
    title: (label: string) => `${label} is connected. Now set its webhook`,
    text: 'The secret is shown this once. Give both to the provider:',
    url: 'Address',
    secret: 'Secret',
    tick: 'What to set there',
    done: 'I have set it',
  },
}

export const repositories = {
  title: 'Repositories',
  text: 'They show by themselves once they send something. One that has been quiet can be added.',
  none: 'No repository yet.',
  previews: (count: number) => counted(count, 'preview', 'previews'),
  rules: 'Rules',
  add: 'Add a repository',
  connection: 'Connection',
  path: 'Repository',
  pathHelp: 'As organisation/repository.',
  pathExample: 'harbour/app',
  submit: 'Add',
  added: (path: string) => `${path} is added.`,
  remove: 'Remove…',
  removeAsk: (path: string) => `Remove ${path}?`,
  removeSure: (previews: number) => `Its rules and variables go, and ${counted(previews, 'preview', 'previews')} with all their data. It shows again with the next thing it sends.`,
  removeYes: 'Remove',
  removed: (path: string) => `${path} is removed.`,
  missing: { title: 'There is no such repository', text: 'It may have been removed, or disconnected.', home: 'All connections' },
  back: 'Connections',
  page: 'At its provider',
  sections: 'Sections of this repository',
  tabs: { rules: 'Rules', variables: 'Secret variables' },
}

const whiches = {
  all: { name: 'Every pull request', text: 'But those with the label `no-preview`.' },
  label: { name: 'Those with a label', text: 'Only with the label `preview`.' },
  none: { name: 'None by itself', text: 'Only what somebody starts by hand.' },
}
const outsiders = {
  approve: { name: 'After approval', text: 'Each commit waits until somebody here has looked at it.' },
  never: { name: 'Never', text: 'Forks and outsiders get no preview.' },
}
const seeds = {
  none: { name: 'Empty', text: 'As on the first day.' },
  command: { name: 'A command', text: 'Runs once in the first release.' },
  instance: { name: 'A copy of an app’s data', text: 'As it is then. Never for outsiders.' },
}

export const rules = {
  which: 'Which pull requests get a preview',
  whiches,
  drafts: 'Drafts too',
  bases: 'Only into these branches',
  basesHelp: 'One a line; `*` stands for any part. Empty: into any.',
  branches: 'Branches with a preview that stays',
  branchesHelp: 'One a line: each push to it is built.',
  outsiders: 'Code of forks and outsiders',
  outsiderWays: outsiders,
  access: 'Who may visit the previews',
  hours: 'Goes after how many hours without a visit or a push',
  hoursHelp: (hours: number) => (hours >= 1 ? `That is ${span(hours * 3600)}.` : 'At least one hour.'),
  env: 'Public variables',
  envHelp: 'Lines like NAME=value. Every preview has them, those of outsiders too: nothing secret.',
  envExample: 'DEMO=1',
  envBad: (lines: readonly number[]) => `Not understood: line ${lines.join(', ')}.`,
  seed: 'Its data begins',
  seeds,
  command: 'Command',
  commandHelp: 'In the preview’s own image.',
  commandExample: './bin/seed --demo',
  instance: 'App',
  noInstance: 'choose an app',
  answers: 'What its provider is told',
  comment: 'One comment with the address, kept up to date',
  deployments: 'A deployment for each commit',
  status: 'A status at each commit',
  save: 'Save the rules',
  undo: 'Undo',
  atOnce: 'They count at once, for previews that run too: one that they keep out goes with its data.',
  saved: 'The rules are saved.',
  faults: { hours: 'Write a number of hours from 1 to 8760.', env: 'Correct the lines of the public variables.', command: 'Write the command.', instance: 'Choose an app.' },
  variables: {
    title: 'Secret variables',
    text: 'Only previews of your own branches and of those who may push get them; those of outsiders never do. They are kept encrypted. The next build takes a change.',
  },
}
