import type { Command } from 'commander'
import type { SessionView } from '../../model/api.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { ago, table } from '../terminal.ts'

/** Sign-ins: one's own, and the end of any. */
export function addSessions(program: Command, context: () => Context): void {
  const sessions = program.command('sessions').description('where you are signed in').addHelpText('after', example('sessions', 'sessions revoke s4k2m9'))
  sessions
    .command('list', { isDefault: true })
    .description('where you are signed in')
    .addHelpText('after', example('sessions list'))
    .action(async () => await listSessions(context(), '/api/sessions'))
  sessions
    .command('revoke <id>')
    .description('end a sign-in, on every app at once')
    .addHelpText('after', example('sessions revoke s4k2m9'))
    .action(async (id: string) => {
      const { client, terminal } = context()
      const answer = await client.send('DELETE', `/api/sessions/${encodeURIComponent(id)}`)
      terminal.show(answer, () => `${id} is ended.`)
    })
}

export async function listSessions({ client, terminal }: Context, path: string): Promise<void> {
  const sessions = await client.get<SessionView[]>(path)
  const row = ({ id, device, created, seen, current }: SessionView): string[] => [id, device, `${ago(created)} ago`, current ? 'this one' : `${ago(seen)} ago`]
  terminal.show(sessions, () => (sessions.length === 0 ? 'Signed in nowhere.' : table(['ID', 'ON', 'SINCE', 'SEEN'], sessions.map(row))))
}
