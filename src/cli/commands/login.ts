import type { Command } from 'commander'
import type { Me } from '../../model/api.ts'
import { example } from '../arguments.ts'
import { Client } from '../client.ts'
import type { Context } from '../context.ts'
import { consoleAddress, readLogins, writeLogins } from '../logins.ts'
import { secretFrom } from '../secretinput.ts'
import { styled, table } from '../terminal.ts'

/** Signing in to machines elsewhere, from the computer of whoever writes the app. */
export function addLogin(program: Command, context: () => Context): void {
  program
    .command('login [address]')
    .description('sign in to a machine elsewhere: from now on commands go there; without an address, list those you are signed in to')
    .option('--token-file <file>', 'a file that holds an API token, or - for standard input (else you are asked)')
    .addHelpText(
      'after',
      example('login https://berth.example.org', 'login https://berth.example.org --token-file - <token', 'login') + '\n\nFor CI there is no need to sign in: set BERTH_URL and BERTH_TOKEN.',
    )
    .action(async (address: string | undefined, { tokenFile }: { tokenFile?: string }) => {
      if (address === undefined) list(context())
      else await login(context(), consoleAddress(address), tokenFile)
    })
  program
    .command('logout [address]')
    .description('forget the token of a machine; it stays good until it is revoked there')
    .addHelpText('after', example('logout', 'logout https://berth.example.org'))
    .action(async (address: string | undefined) => await logout(context(), address))
}

/** The token is tried before it is kept. One that is kept already is asked for again only when it is no good any more. */
async function login({ terminal, env, data }: Context, address: string, file: string | undefined): Promise<void> {
  const logins = readLogins(env)
  const known = file === undefined ? logins.machines[address]?.token : undefined
  const again = known === undefined ? undefined : await meAt(data, address, known).catch(() => undefined)
  const token =
    again && known !== undefined
      ? known
      : await secretFrom(terminal, file ?? given(terminal.live), '--token-file', `API token of ${address} (made in its console, or by \`berth token create laptop\`)`)
  const me = again ?? (await meAt(data, address, token))
  await writeLogins(env, { current: address, machines: { ...logins.machines, [address]: { token } } })
  terminal.show({ address, ...me }, () => `You are ${me.name} at ${address}. Commands go there now; back to this machine: berth logout`)
}

/** Where nobody can be asked, it comes by standard input. */
function given(live: boolean): string | undefined {
  return live ? undefined : '-'
}

async function meAt(data: string, address: string, token: string): Promise<Me> {
  return await new Client({ data, url: address, token }).get<Me>('/api/me')
}

async function logout({ terminal, env }: Context, address: string | undefined): Promise<void> {
  const { current, machines } = readLogins(env)
  const which = address === undefined ? current : consoleAddress(address)
  const { [which ?? '']: gone, ...rest } = machines
  if (gone !== undefined) await writeLogins(env, { current: current === which ? null : current, machines: rest })
  const words = gone === undefined ? 'You are not signed in there.' : `${which ?? ''} is forgotten. Its token is still good until you revoke it there: berth token`
  terminal.show({ address: which, forgotten: gone !== undefined }, () => words)
}

function list({ terminal, env }: Context): void {
  const { current, machines } = readLogins(env)
  const rows = Object.keys(machines).map((address) => [address, address === current ? styled('green', '● current') : ''])
  const views = Object.keys(machines).map((address) => ({ address, current: address === current }))
  terminal.show(views, () => (rows.length === 0 ? 'You are signed in to no machine elsewhere. Sign in: berth login <address>' : table(['MACHINE', ''], rows)))
}
