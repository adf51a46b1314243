import type { Command } from 'commander'
import type { GroupView, PersonView } from '../../model/person.ts'
import { consents } from '../answer.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { table } from '../terminal.ts'
import { whichOf } from '../whom.ts'

/** Groups of people, for policies that name them. */
export function addGroups(program: Command, context: () => Context): void {
  const groups = program
    .command('groups')
    .description('groups of people; put somebody in with `berth people change`')
    .addHelpText('after', example('groups', 'groups add teachers', 'people change Ben --group teachers'))
  groups
    .command('list', { isDefault: true })
    .description('which there are, and who is in them')
    .addHelpText('after', example('groups list'))
    .action(async () => await list(context()))
  groups
    .command('add <name>')
    .description('make a group')
    .addHelpText('after', example('groups add teachers'))
    .action(async (name: string) => {
      const { client, terminal } = context()
      const answer = await client.send('POST', '/api/groups', { name })
      terminal.show(answer, () => `${name} is there. Put somebody in: berth people change <person> --group "${name}"`)
    })
  groups
    .command('remove <group>')
    .description('remove a group; its people stay')
    .option('--yes', 'do not ask')
    .addHelpText('after', example('groups remove teachers'))
    .action(async (group: string, { yes }: { yes?: boolean }) => await remove(context(), group, yes))
}

async function list({ client, terminal }: Context): Promise<void> {
  const groups = await client.get<GroupView[]>('/api/groups')
  const people = terminal.json || groups.length === 0 ? [] : await client.get<PersonView[]>('/api/people')
  const nameOf = (id: string): string => people.find((person) => person.id === id)?.name ?? id
  const row = ({ name, people: members }: GroupView): string[] => [name, members.map(nameOf).join(', ')]
  terminal.show(groups, () => (groups.length === 0 ? 'There is no group. Make one: berth groups add <name>' : table(['GROUP', 'PEOPLE'], groups.map(row))))
}

async function remove({ client, terminal }: Context, given: string, yes: boolean | undefined): Promise<void> {
  const groups = (await client.get<GroupView[]>('/api/groups')).map(({ name, people }) => ({ id: name, name, people }))
  const { name, people } = whichOf('group', given, groups)
  const many = people.length === 1 ? '1 person is' : `${people.length} people are`
  if (!(await consents(terminal, yes, `Remove the group ${name}? ${many} in it; apps that name it let them in no more by it.`))) return
  const answer = await client.send('DELETE', `/api/groups/${encodeURIComponent(name)}`)
  terminal.show(answer, () => `${name} is removed.`)
}
