import { request } from 'node:http'
import type { Command } from 'commander'
import { renderUnicodeCompact } from 'uqr'
import { until } from '../../kit/until.ts'
import type { Accepted } from '../../model/api.ts'
import type { InstanceView } from '../../model/instance.ts'
import { Problem } from '../../model/problem.ts'
import type { Context } from '../context.ts'
import { health, startEngine, stopEngine } from '../engineprocess.ts'
import type { Urls } from '../engineprocess.ts'
import { followJob } from '../follow.ts'
import { styled } from '../terminal.ts'

export function addUp(program: Command, context: () => Context): void {
  program
    .command('up')
    .description('bring what is missing, start Berth, and show a running app')
    .option('--dry-run', 'only show what would be brought')
    .action(async () => await up(context()))
  program
    .command('down')
    .description('end Berth; apps that run go on unless --apps is given')
    .option('--apps', 'stop the apps too')
    .action(async ({ apps }: { apps?: boolean }) => await down(context(), apps === true))
}

async function up(context: Context): Promise<void> {
  const { client, terminal } = context
  const was = await health(context)
  if (!was) {
    terminal.say('Starting engine and gateway…')
    await startEngine(context)
  }
  const urls = await client.get<Urls>('/api/local/urls')
  const instances = await client.get<InstanceView[]>('/api/instances')
  const first = !was && instances.length === 0 && urls.code !== null
  if (first) await welcome(context, urls)
  const app = (await client.get<InstanceView[]>('/api/instances')).find(({ name }) => name === 'welcome')
  if (terminal.json) return terminal.print(JSON.stringify({ ...urls, welcome: app?.url ?? null, already: was !== undefined }))
  terminal.print(was ? 'Berth is up already.' : 'Berth is up.')
  show(context, urls, app)
}

function show({ terminal }: Context, { console: url, claim, code }: Urls, app: InstanceView | undefined): void {
  if (app?.url) terminal.print(`\n  ${styled('bold', 'An app')}      ${app.url}  (${app.state})`)
  terminal.print(`  ${styled('bold', 'Console')}     ${url}`)
  if (!claim || !code) return
  terminal.print(`  ${styled('bold', 'Claim code')}  ${styled('green', code)}\n\nThis machine has no owner yet. Open this address to become its owner, or scan it:\n  ${claim}\n`)
  terminal.print(renderUnicodeCompact(claim, { border: 2 }))
}

/** The first thing a stranger sees is an app that runs: it comes in through the store door like any other. */
async function welcome(context: Context, { port }: Urls): Promise<void> {
  const { client, terminal } = context
  terminal.say('Installing the welcome app from the starter catalogue…')
  const { instance, job } = await client.send<Accepted>('POST', '/api/instances', { door: 'store', store: 'starter', app: 'welcome', policy: { access: 'public', paths: {} } })
  if (job) await followJob(context, job, !terminal.live)
  const answered = await until(async () => await visits(instance, port ?? 80), { deadline: 60_000, longest: 500 })
  if (!answered) throw new Problem('wake-timeout', { name: instance, seconds: 60 })
}

/** A visit like any other, through the gateway: it wakes the app and is answered by it. */
function visits(instance: string, port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, headers: { host: `${instance}.localhost` }, timeout: 30_000, agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200 ? true : undefined)
    })
    asked.on('error', () => resolve(undefined))
    asked.on('timeout', () => asked.destroy())
    asked.end()
  })
}

async function down(context: Context, apps: boolean): Promise<void> {
  const { client, terminal } = context
  if (!(await health(context))) return terminal.print('Berth is not up.')
  const up = (await client.get<InstanceView[]>('/api/instances')).filter(({ state }) => ['running', 'paused', 'starting'].includes(state))
  if (apps && up.length > 0) terminal.say(`Stopping ${names(up)}…`)
  await stopEngine(context, apps)
  terminal.print('Berth is down.')
  if (!apps && up.length > 0) terminal.print(`Still running, but nobody can reach them until \`berth up\`: ${names(up)}. To stop them too: berth up, then berth down --apps`)
}

function names(views: readonly InstanceView[]): string {
  return views.map(({ name }) => name).join(', ')
}
