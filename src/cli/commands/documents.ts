import type { Command } from 'commander'
import type { LabDocument, LabsImported } from '../../model/image.ts'
import { consents } from '../answer.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { exits } from '../exits.ts'
import { ago, table } from '../terminal.ts'

interface PutOptions {
  readonly path?: string
  readonly branch?: string
}

/** Documents beside apps, step by step, and what an old lab server knew. */
export function addDocuments(program: Command, context: () => Context): void {
  const document = program
    .command('document')
    .description('step-by-step documents beside an app: Markdown as Google Codelabs have it')
    .addHelpText('after', example('document', 'document put wiki guide guide.md'))
  document
    .command('list [app]', { isDefault: true })
    .description('which there are')
    .addHelpText('after', example('document list wiki'))
    .action(async (app: string | undefined) => await list(context(), app))
  document
    .command('put <app> <document> <source>')
    .description('add or replace one: from a Markdown file (- for standard input), or from a git repository by its address')
    .option('--path <file>', 'in the repository; documentation.md, when not given')
    .option('--branch <branch>', 'of the repository')
    .addHelpText('after', example('document put wiki guide guide.md', 'document put wiki guide https://git.example.org/acme/wiki --path docs/guide.md'))
    .action(async (app: string, name: string, source: string, options: PutOptions) => await put(context(), { app, name, source }, options))
  document
    .command('rm <app> <document>')
    .description('remove one; its text is kept nowhere else')
    .option('--yes', 'do not ask')
    .addHelpText('after', example('document rm wiki guide'))
    .action(async (app: string, name: string, { yes }: { yes?: boolean }) => {
      const { client, terminal } = context()
      if (!(await consents(terminal, yes, `Remove ${name} of ${app}? Its text is kept nowhere else here.`))) return
      const answer = await client.send('DELETE', pathOf(app, name))
      terminal.show(answer, () => `${name} of ${app} is removed.`)
    })
  addLabs(program, context)
}

function addLabs(program: Command, context: () => Context): void {
  const labs = program.command('labs').description('what an old lab server knew').addHelpText('after', example('labs import container_states.json'))
  labs
    .command('import <file>')
    .description('register each lab of its container_states.json; - is standard input')
    .addHelpText('after', example('labs import container_states.json'))
    .action(async (file: string) => {
      const { client, terminal } = context()
      const { contents } = await import('../registerbody.ts')
      const imported = await client.send<LabsImported>('POST', '/api/labs/import', { text: await contents(file) })
      const row = ({ lab, name, job, reason }: LabsImported['labs'][number]): string[] => [lab, name ?? '–', reason ?? (job === null ? 'is here' : `is being brought: job ${job}`)]
      if (imported.labs.some(({ reason }) => reason !== null)) process.exitCode = exits.failed
      terminal.show(imported, () => (imported.labs.length === 0 ? 'There is no lab in it.' : table(['LAB', 'APP', ''], imported.labs.map(row))))
    })
}

async function list({ client, terminal }: Context, app: string | undefined): Promise<void> {
  const found = await client.get<LabDocument[]>(`/api/documents${app === undefined ? '' : `?app=${encodeURIComponent(app)}`}`)
  const row = ({ app: of, document, title, minutes, steps, source, updated }: LabDocument): string[] => [
    of,
    document,
    title,
    String(steps),
    minutes === null ? '–' : `${minutes} min`,
    source.kind === 'upload' ? 'upload' : `${source.url} ${source.commit.slice(0, 7)}`,
    ago(updated),
  ]
  terminal.show(found, () =>
    found.length === 0 ? 'There is none. Add one: berth document put <app> <document> <file>' : table(['APP', 'DOCUMENT', 'TITLE', 'STEPS', 'TAKES', 'FROM', 'AGE'], found.map(row)),
  )
}

async function put({ client, terminal }: Context, { app, name, source }: { readonly app: string; readonly name: string; readonly source: string }, { path, branch }: PutOptions): Promise<void> {
  const { contents } = await import('../registerbody.ts')
  const git = { url: source, ...(path === undefined ? {} : { path }), ...(branch === undefined ? {} : { branch }) }
  const body = /^https?:\/\//.test(source) ? { git } : { text: await contents(source) }
  const kept = await client.send<LabDocument>('PUT', pathOf(app, name), body)
  terminal.show(kept, () => `${kept.title}: ${kept.steps === 1 ? '1 step' : `${kept.steps} steps`}, at /documentation/${kept.app}/${kept.document}/ of the console.`)
}

function pathOf(app: string, document: string): string {
  return `/api/documents/${encodeURIComponent(app)}/${encodeURIComponent(document)}`
}
