import type { StoreSource } from '../../model/store.ts'
import { counted } from './format.ts'

type Kind = StoreSource['kind']

const kinds: Record<Kind, { readonly name: string; readonly text: string; readonly label: string; readonly help: string; readonly example: string }> = {
  http: {
    name: 'Web address',
    text: 'A site made with `berth store build`.',
    label: 'Address',
    help: 'Where `all_apps` lies. `{branch}` in it is where the branch goes.',
    example: 'https://apps.example.org/{branch}',
  },
  git: {
    name: 'Git repository',
    text: 'A folder of apps under version control.',
    label: 'Address of the repository',
    help: 'An address, or a folder on this machine.',
    example: 'https://git.example.org/apps.git',
  },
  zip: { name: 'Zip file', text: 'Handed over on a stick, or to download.', label: 'File or address', help: 'A file on this machine, or an address.', example: '/srv/apps.zip' },
  folder: { name: 'Folder', text: 'On this machine, for your own apps.', label: 'Folder', help: 'On this machine. Changes in it show at once.', example: '/srv/apps' },
}

export const stores = {
  title: 'Stores',
  text: 'Where the apps in the store come from. Each is kept on this machine, so what it offers can be looked through without the Internet.',
  kinds,
  apps: (count: number) => counted(count, 'app', 'apps'),
  bad: (count: number) => `${counted(count, 'entry', 'entries')} cannot be installed`,
  refreshed: (age: string) => `read ${age}`,
  never: 'not read yet',
  refreshing: 'Being read…',
  fixed: 'set by this machine',
  branch: 'Branch',
  branchOf: (name: string) => `Branch of ${name}`,
  main: 'main branch',
  switch: 'Switch',
  switched: (name: string, branch: string) => `“${name}” now follows ${branch}.`,
  refresh: 'Read anew',
  asked: (name: string) => `“${name}” is being read anew.`,
  remove: 'Remove…',
  removeAsk: (name: string) => `Remove the store “${name}”?`,
  removeSure: (count: number) =>
    `Its apps are no longer offered.${count > 0 ? ` ${counted(count, 'app', 'apps')} installed from it ${count === 1 ? 'stays' : 'stay'} and ${count === 1 ? 'goes' : 'go'} on running, but without updates.` : ''} To undo this, add it again with the same name.`,
  removeYes: 'Remove',
  removed: (name: string) => `The store “${name}” is removed.`,
  add: 'Add a store',
  kind: 'What it is',
  name: 'Name',
  nameHelp: 'As it is called here: lowercase letters, digits and dashes.',
  branchHelp: 'Leave empty for the main one.',
  submit: 'Add',
  added: (name: string) => `“${name}” is added and being read.`,
}
