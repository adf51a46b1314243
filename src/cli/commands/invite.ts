import type { Command } from 'commander'
import { Option } from 'commander'
import type { InvitationMade, InvitationView } from '../../model/invitation.ts'
import { example, wholeNumber } from '../arguments.ts'
import type { Context } from '../context.ts'
import { showLink } from '../shown.ts'
import { ago, table, within } from '../terminal.ts'
import { groupsCalled } from '../whom.ts'

/** What somebody can be made: there is one owner. */
export const roles = ['admin', 'member', 'guest'] as const

interface InviteOptions {
  readonly role: string
  readonly group?: readonly string[]
  readonly days: number
}

/** `berth people invite`. */
export function addInvite(people: Command, context: () => Context): void {
  people
    .command('invite [name]')
    .description('ask somebody in: a link that works once')
    .addOption(new Option('--role <role>', 'what they will be: admin, member (uses what is for members) or guest (uses what names them)').choices(roles).default('member'))
    .option('--group <group...>', 'groups they will be in')
    .option('--days <days>', 'how long the link is good, at most 30', wholeNumber(1), 7)
    .addHelpText('after', example('people invite Ben --group family', 'people invite --role guest --days 1'))
    .action(async (name: string | undefined, options: InviteOptions) => await invite(context(), name, options))
}

/** Links that were made and not used yet. */
export function addInvitations(program: Command, context: () => Context): void {
  const invitations = program.command('invitations').description('links that let somebody in and were not used yet').addHelpText('after', example('invitations', 'invitations revoke i4k2m9'))
  invitations
    .command('list', { isDefault: true })
    .description('which there are')
    .addHelpText('after', example('invitations list'))
    .action(async () => await list(context()))
  invitations
    .command('revoke <id>')
    .description('such a link lets nobody in any more')
    .addHelpText('after', example('invitations revoke i4k2m9'))
    .action(async (id: string) => {
      const { client, terminal } = context()
      const answer = await client.send('DELETE', `/api/invitations/${encodeURIComponent(id)}`)
      terminal.show(answer, () => `${id} is revoked.`)
    })
}

async function invite({ client, terminal }: Context, name: string | undefined, { role, group, days }: InviteOptions): Promise<void> {
  const groups = await groupsCalled(client, group ?? [])
  const made = await client.send<InvitationMade>('POST', '/api/invitations', { role, groups, days, ...(name === undefined ? {} : { name }) })
  const somebody = made.name ?? 'whoever opens it first'
  const where = made.groups.length > 0 ? ` in ${made.groups.join(', ')}` : ''
  await showLink({ terminal }, made, `This link makes ${somebody} ${made.role === 'admin' ? 'an' : 'a'} ${made.role}${where}. It works once, within ${within(made.expires)}:`)
}

async function list({ client, terminal }: Context): Promise<void> {
  const invitations = await client.get<InvitationView[]>('/api/invitations')
  const row = ({ id, person, name, role, groups, by, created, expires }: InvitationView): string[] => [
    id,
    name ?? 'anybody',
    person === null ? `become ${role}` : 'sign in',
    groups.join(', '),
    by,
    `${ago(created)} ago`,
    within(expires),
  ]
  const nobody = 'Nobody is asked in. Ask somebody: berth people invite'
  terminal.show(invitations, () => (invitations.length === 0 ? nobody : table(['ID', 'FOR', 'TO', 'GROUPS', 'BY', 'MADE', 'GOOD FOR'], invitations.map(row))))
}
