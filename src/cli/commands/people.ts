import type { Command } from 'commander'
import { Option } from 'commander'
import type { SessionView } from '../../model/api.ts'
import type { InvitationMade } from '../../model/invitation.ts'
import type { PersonView, Ways } from '../../model/person.ts'
import { consents } from '../answer.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { showLink } from '../shown.ts'
import { ago, table, within } from '../terminal.ts'
import { personCalled } from '../whom.ts'
import { changePerson } from '../personchange.ts'
import type { PersonChange } from '../personchange.ts'
import { addInvite, roles } from './invite.ts'
import { listSessions } from './sessions.ts'

/** The people of this machine. */
export function addPeople(program: Command, context: () => Context): void {
  const people = program
    .command('people')
    .description('who may use this machine, and as what')
    .addHelpText('after', example('people', 'people invite Ben --group family', 'people link Ben', 'people remove Ben'))
  people
    .command('list', { isDefault: true })
    .description('who is here')
    .addHelpText('after', example('people list'))
    .action(async () => await list(context()))
  addInvite(people, context)
  addChange(people, context)
  people
    .command('remove <person>')
    .description('remove somebody: every way in they have ends')
    .option('--yes', 'do not ask')
    .addHelpText('after', example('people remove Ben'))
    .action(async (person: string, { yes }: { yes?: boolean }) => await remove(context(), person, yes))
  people
    .command('link <person>')
    .description('a link that signs somebody in once: the way back for who has lost theirs, the owner too')
    .addHelpText('after', example('people link Ben'))
    .action(async (person: string) => await link(context(), person))
  people
    .command('sessions <person>')
    .description('where somebody is signed in; end one with `berth sessions revoke`')
    .addHelpText('after', example('people sessions Ben'))
    .action(async (person: string) => {
      const here = context()
      const { id } = await personCalled(here.client, person)
      await listSessions(here, `/api/people/${id}/sessions`)
    })
}

function addChange(people: Command, context: () => Context): void {
  people
    .command('change <person>')
    .description('change what somebody is here')
    .addOption(new Option('--role <role>', 'what they may do').choices(roles))
    .option('--name <name>', 'what they are called')
    .option('--group <group...>', 'put them in these groups too')
    .option('--leave <group...>', 'take them out of these groups')
    .option('--no-group', 'take them out of every group')
    .addHelpText('after', example('people change Ben --role guest --group family'))
    .action(async (person: string, change: PersonChange) => await changePerson(context(), person, change))
}

async function list({ client, terminal }: Context): Promise<void> {
  const people = await client.get<PersonView[]>('/api/people')
  const row = ({ id, name, role, groups, ways, seen }: PersonView): string[] => [name, role, groups.join(', '), waysIn(ways), seen ? `${ago(seen)} ago` : 'never', id]
  terminal.show(people, () => (people.length === 0 ? 'Nobody is here yet. The owner comes first: berth claim' : table(['NAME', 'ROLE', 'GROUPS', 'SIGNS IN BY', 'SEEN', 'ID'], people.map(row))))
}

/** How somebody can sign in, in words. */
function waysIn({ password, passkeys, outside }: Ways): string {
  const keys = passkeys === 0 ? [] : [passkeys === 1 ? '1 passkey' : `${passkeys} passkeys`]
  const words = [...(password ? ['password'] : []), ...keys, ...outside]
  return words.length === 0 ? 'link only' : words.join(', ')
}

async function remove({ client, terminal }: Context, given: string, yes: boolean | undefined): Promise<void> {
  const { id, name, role } = await personCalled(client, given)
  const sessions = await client.get<SessionView[]>(`/api/people/${id}/sessions`)
  const signIns = sessions.length === 1 ? '1 sign-in' : `${sessions.length} sign-ins`
  if (!(await consents(terminal, yes, `Remove ${name} (${role})? ${signIns} and every passkey, password and token of ${name} end now.`))) return
  const answer = await client.send('DELETE', `/api/people/${id}`)
  terminal.show(answer, () => `${name} is removed. Sign-ins that ended: ${sessions.length}.`)
}

async function link({ client, terminal }: Context, given: string): Promise<void> {
  const { id, name } = await personCalled(client, given)
  const made = await client.send<InvitationMade>('POST', `/api/people/${id}/link`)
  await showLink({ terminal }, made, `Whoever opens this link first, within ${within(made.expires)}, is signed in as ${name}:`)
}
