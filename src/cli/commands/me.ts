import type { Command } from 'commander'
import type { Me } from '../../model/api.ts'
import type { InvitationMade } from '../../model/invitation.ts'
import type { PasskeyView } from '../../model/passkey.ts'
import { askSecret, standardInput } from '../answer.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { showLink } from '../shown.ts'
import { ago, table, within } from '../terminal.ts'

/** Whoever types: who that is here, and their ways in. */
export function addMe(program: Command, context: () => Context): void {
  const me = program
    .command('me')
    .description('who you are here')
    .addHelpText('after', example('me', 'me link', 'me name "Ada Lovelace"'))
  me.command('show', { isDefault: true })
    .description('who you are here')
    .addHelpText('after', example('me show'))
    .action(async () => {
      const { client, terminal } = context()
      const view = await client.get<Me>('/api/me')
      terminal.show(view, () => inWords(view))
    })
  me.command('name <name>')
    .description('be called something else')
    .addHelpText('after', example('me name "Ada Lovelace"'))
    .action(async (name: string) => {
      const { client, terminal } = context()
      const view = await client.send<Me>('PATCH', '/api/me', { name })
      terminal.show(view, () => inWords(view))
    })
  me.command('password')
    .description('set a new password; your other sign-ins end')
    .option('--stdin', 'read it from standard input: the old one, where there is one, and the new one, a line each')
    .addHelpText('after', example('me password'))
    .action(async ({ stdin }: { stdin?: boolean }) => await setPassword(context(), stdin === true))
  me.command('link')
    .description('a link and QR code to sign in on another device of yours')
    .addHelpText('after', example('me link'))
    .action(async () => await link(context()))
  addPasskeys(me, context)
}

function addPasskeys(me: Command, context: () => Context): void {
  const passkeys = me.command('passkeys').description('your passkeys; add one in the console').addHelpText('after', example('me passkeys'))
  passkeys
    .command('list', { isDefault: true })
    .description('which you have')
    .addHelpText('after', example('me passkeys list'))
    .action(async () => {
      const { client, terminal } = context()
      const keys = await client.get<PasskeyView[]>('/api/me/passkeys')
      const row = ({ id, label, created, used, synced }: PasskeyView): string[] => [label, synced ? 'synced' : 'one device', `${ago(created)} ago`, used ? `${ago(used)} ago` : 'never', id]
      terminal.show(keys, () => (keys.length === 0 ? 'You have no passkey. Add one in the console.' : table(['LABEL', 'KEPT', 'ADDED', 'USED', 'ID'], keys.map(row))))
    })
  passkeys
    .command('remove <id>')
    .description('a passkey signs nobody in any more')
    .addHelpText('after', example('me passkeys remove k4k2m9'))
    .action(async (id: string) => {
      const { client, terminal } = context()
      const answer = await client.send('DELETE', `/api/me/passkeys/${encodeURIComponent(id)}`)
      terminal.show(answer, () => `${id} is removed.`)
    })
}

function inWords({ name, role, groups, via }: Me): string {
  const how = { local: 'on the machine itself', token: 'by a token', session: 'signed in' }[via]
  return `${name}, ${[role ?? 'a paired device', ...(groups.length > 0 ? [`in ${groups.join(', ')}`] : []), how].join(', ')}`
}

async function setPassword({ client, terminal }: Context, stdin: boolean): Promise<void> {
  const [first = '', second] =
    stdin || !terminal.live ? (await standardInput()).split(/\r?\n/) : [await askSecret('The old password; nothing where there is none'), await askSecret('New password, at least 12 characters')]
  const body = second === undefined ? { password: first } : { ...(first === '' ? {} : { old: first }), password: second }
  const answer = await client.send('POST', '/api/me/password', body)
  terminal.show(answer, () => 'The password is set. Your other sign-ins have ended.')
}

async function link({ client, terminal }: Context): Promise<void> {
  const made = await client.send<InvitationMade>('POST', '/api/me/link')
  await showLink({ terminal }, made, `Open this link on the other device, within ${within(made.expires)}; it signs you in once:`)
}
