import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { StoreSource, StoreView } from '../../model/store.ts'
import { Problem } from '../../model/problem.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { ago, table } from '../terminal.ts'

interface AddOptions {
  readonly folder?: string
  readonly zip?: string
  readonly git?: string
  readonly url?: string
  readonly branch?: string
}

/** Catalogues: what apps come from. */
export function addStores(program: Command, context: () => Context): void {
  const stores = program
    .command('stores')
    .description('the catalogues that apps come from')
    .addHelpText('after', example('stores', 'stores add school --folder /srv/school', 'stores add more --git https://example.org/apps.git --branch main'))
  stores
    .command('list', { isDefault: true })
    .description('which there are')
    .addHelpText('after', example('stores list'))
    .action(async () => await list(context()))
  stores
    .command('add <name>')
    .description('add a catalogue')
    .option('--folder <path>', 'a folder of this machine')
    .option('--zip <file>', 'a zip: a file of this machine or an address')
    .option('--git <url>', 'a git repository')
    .option('--url <address>', 'a web site with all_apps/store_metadata.json')
    .option('--branch <branch>', 'its branch, for git and for an address with {branch} in it')
    .addHelpText('after', example('stores add school --folder /srv/school'))
    .action(async (name: string, options: AddOptions) => await add(context(), name, options))
  stores
    .command('switch <name> <branch>')
    .description('read another branch of it')
    .addHelpText('after', example('stores switch more preview'))
    .action(async (name: string, branch: string) => await change(context(), 'PATCH', name, '', { branch }, `${name} now shows ${branch}.`))
  stores
    .command('refresh <name>')
    .description('look now whether it has news')
    .addHelpText('after', example('stores refresh more'))
    .action(async (name: string) => await change(context(), 'POST', name, '/refresh', undefined, `${name}: it is being read.`))
  stores
    .command('rm <name>')
    .description('remove a catalogue; apps installed from it stay')
    .addHelpText('after', example('stores rm more'))
    .action(async (name: string) => await change(context(), 'DELETE', name, '', undefined, `${name} is removed. Apps installed from it stay.`))
}

async function list({ client, terminal }: Context): Promise<void> {
  const stores = await client.get<StoreView[]>('/api/stores')
  const state = ({ cause, refreshing, refreshed }: StoreView): string => (refreshing ? 'being read' : cause ? cause.message : refreshed ? `read ${ago(refreshed)} ago` : 'not read yet')
  const row = (store: StoreView): string[] => [store.name, where(store.source), `${store.apps}${store.bad > 0 ? ` (${store.bad} bad)` : ''}`, state(store)]
  terminal.show(stores, () => table(['NAME', 'WHERE', 'APPS', 'STATE'], stores.map(row)))
}

function where(source: StoreSource): string {
  switch (source.kind) {
    case 'folder':
      return source.folder
    case 'zip':
      return source.file
    default:
      return source.branch ? `${source.url} (${source.branch})` : source.url
  }
}

async function add({ client, terminal }: Context, name: string, options: AddOptions): Promise<void> {
  const view = await client.send<StoreView>('POST', '/api/stores', { name, source: sourceOf(options) })
  terminal.show(view, () => `${view.name} offers ${view.apps} apps. See them: berth store --store ${view.name}`)
}

function sourceOf({ folder, zip, git, url, branch: named }: AddOptions): StoreSource {
  const branch = named ?? null
  if (folder !== undefined) return { kind: 'folder', folder: resolve(folder) }
  if (zip !== undefined) return { kind: 'zip', file: /^https?:/.test(zip) ? zip : resolve(zip) }
  if (git !== undefined) return { kind: 'git', url: git, branch }
  if (url !== undefined) return { kind: 'http', url, branch }
  throw new Problem('invalid', { where: 'stores add', reason: 'say where it is with one of --folder, --zip, --git, --url' })
}

async function change({ client, terminal }: Context, method: 'POST' | 'PATCH' | 'DELETE', name: string, verb: string, body: object | undefined, said: string): Promise<void> {
  const answer = await client.send(method, `/api/stores/${encodeURIComponent(name)}${verb}`, body)
  terminal.show(answer, () => said)
}
