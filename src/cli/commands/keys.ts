import type { Command } from 'commander'
import type { SshKeyView } from '../../model/sshkey.ts'
import { Problem } from '../../model/problem.ts'
import { standardInput } from '../answer.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { projectPath } from '../projectpath.ts'
import { publicKey } from '../sshkeys.ts'
import { ago, table } from '../terminal.ts'

/** SSH keys: one's own, and with `--project` those of a project. */
export function addKeys(program: Command, context: () => Context): void {
  const keys = program
    .command('keys')
    .description('SSH keys that may push')
    .addHelpText('after', example('keys', 'keys add', 'keys add ci.pub --project blog'))
  keys
    .command('list', { isDefault: true })
    .description('yours, or those of a project')
    .option('-p, --project <name>', 'the deploy keys of this project')
    .addHelpText('after', example('keys list', 'keys list --project blog'))
    .action(async ({ project }: { project?: string }) => {
      const { client, terminal } = context()
      const found = await client.get<SshKeyView[]>(keysPath(project))
      terminal.show(found, () => (found.length === 0 ? 'There is none. Add one: berth keys add' : inWords(found)))
    })
  keys
    .command('add [file]')
    .description('let a public key push; without a file, the one of this computer; - is standard input')
    .option('-p, --project <name>', 'as a deploy key: it may push to this project only')
    .option('--label <label>', 'what it is called; its own comment, when not given')
    .addHelpText('after', example('keys add', 'keys add ~/.ssh/id_ed25519.pub --label laptop', 'keys add ci.pub --project blog'))
    .action(async (file: string | undefined, options: { project?: string; label?: string }) => await add(context(), file, options))
  keys
    .command('rm <key>')
    .description('a key may push no longer, and what it pushes now ends; by its id, label or fingerprint')
    .option('-p, --project <name>', 'of this project')
    .addHelpText('after', example('keys rm laptop'))
    .action(async (key: string, { project }: { project?: string }) => await remove(context(), key, project))
}

async function add({ client, terminal, env }: Context, file: string | undefined, { project, label }: { project?: string; label?: string }): Promise<void> {
  const keys = file === '-' ? await standardInput() : (await publicKey(env, file)).text
  const added = await client.send<SshKeyView[]>('POST', keysPath(project), { keys, ...(label === undefined ? {} : { label }) })
  terminal.show(added, () => added.map((key) => `${key.label} may push: ${key.fingerprint}`).join('\n'))
}

async function remove({ client, terminal }: Context, given: string, project: string | undefined): Promise<void> {
  const found = (await client.get<SshKeyView[]>(keysPath(project))).filter(({ id, label, fingerprint }) => [id, label, fingerprint].includes(given))
  const [key] = found
  const list = `berth keys${project === undefined ? '' : ` --project ${project}`}`
  if (!key) throw new Problem('unknown-name', { what: 'key', name: given, next: `\`${list}\` lists what there is.` })
  if (found.length > 1) throw new Problem('ambiguous-name', { name: given, which: found.map(({ id }) => id).join(', '), list })
  const answer = await client.send('DELETE', `${keysPath(project)}/${key.id}`)
  terminal.show(answer, () => `${key.label} may push no longer.`)
}

function keysPath(project: string | undefined): string {
  return project === undefined ? '/api/keys' : projectPath(project, '/keys')
}

function inWords(keys: readonly SshKeyView[]): string {
  const row = ({ id, label, type, fingerprint, used }: SshKeyView): string[] => [id, label, type, fingerprint, used ? `${ago(used)} ago` : 'never']
  return table(['ID', 'LABEL', 'TYPE', 'FINGERPRINT', 'USED'], keys.map(row))
}
