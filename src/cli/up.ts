import type { InstanceView } from '../model/instance.ts'
import type { Context } from './context.ts'
import { health, startEngine } from './engineprocess.ts'
import type { Urls } from './engineprocess.ts'
import { qr } from './shown.ts'
import { styled } from './terminal.ts'
import { isFresh, welcome } from './welcome.ts'

/** Starts engine and gateway unless they are up, shows a stranger an app that runs, and says where everything is. */
export async function up(context: Context): Promise<void> {
  const { client, terminal } = context
  const already = (await health(context)) !== undefined
  if (!already) await startEngine(context)
  const urls = await client.get<Urls>('/api/local/urls')
  if (await isFresh(client)) await welcome(context, urls)
  const app = (await client.get<InstanceView[]>('/api/instances')).find(({ name }) => name === 'welcome')
  const words = [already ? 'Berth is up already.' : 'Berth is up.', ...addresses(urls, app), ...(terminal.json ? [] : await claiming(urls))]
  terminal.show({ ...urls, welcome: app?.url ?? null, already }, () => words.join('\n'))
}

function addresses({ console: url }: Urls, app: InstanceView | undefined): readonly string[] {
  const trouble = app?.cause ? [`  ${app.name}: ${app.cause.message}\n    fix: ${app.cause.fix}`] : []
  const open = app?.url ? [`  ${styled('bold', 'An app')}      ${app.url}  (${app.state})`] : []
  return ['', ...open, ...trouble, `  ${styled('bold', 'Console')}     ${url}`]
}

/** The way to become the owner, while there is none. */
async function claiming({ claim, code }: Urls): Promise<readonly string[]> {
  if (!claim || !code) return []
  const how = `\nThis machine has no owner yet. Open this address to become its owner, or scan it:\n  ${claim}\n`
  return [`  ${styled('bold', 'Claim code')}  ${styled('green', code)}`, how, await qr(claim)]
}
