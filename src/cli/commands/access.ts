import type { Command } from 'commander'
import { Argument } from 'commander'
import { Problem } from '../../model/problem.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'

interface Options {
  readonly path?: string
  readonly as?: string
}

type Verb = 'show' | 'set' | 'unset' | 'try'

/** Who may use an app, and each path of it. */
export function addAccess(program: Command, context: () => Context): void {
  program
    .command('access <app>')
    .description('who may use an app, and each path of it: show, set <who>, unset --path, or try --as')
    .addArgument(new Argument('[verb]', 'what to do').choices(['show', 'set', 'unset', 'try']).default('show'))
    .argument('[who]', 'for set: public, devices, members, private, or names: ada,group:teachers,device:tablet-1')
    .option('--path <path>', 'only this path and what is below it')
    .option('--as <who>', 'for try: somebody by name, device:<name>, or stranger')
    .addHelpText(
      'after',
      example('access notes', 'access notes set members', 'access notes set ada,group:teachers --path /admin', 'access notes unset --path /admin', 'access notes try --as stranger --path /admin'),
    )
    .action(async (app: string, verb: Verb, who: string | undefined, options: Options) => await act(context(), app, verb, who, options))
}

async function act(context: Context, app: string, verb: Verb, who: string | undefined, { path, as }: Options): Promise<void> {
  if ((who !== undefined) !== (verb === 'set')) throw wrong(verb === 'set' ? 'say who may: public, devices, members, private, or names' : `${verb} takes no name`)
  if ((as !== undefined) !== (verb === 'try')) throw wrong(verb === 'try' ? 'say who: --as ada, --as device:tablet-1 or --as stranger' : '--as is for try')
  if (verb === 'try') {
    const { tryAccess } = await import('../accesstry.ts')
    return await tryAccess(context, app, as ?? '', path ?? '/')
  }
  const { setAccess, showAccess, unsetAccess } = await import('../accesschange.ts')
  if (verb === 'set') return await setAccess(context, app, who ?? '', path)
  if (verb === 'unset' && path === undefined) throw wrong('say which path: --path /admin')
  await (verb === 'unset' ? unsetAccess(context, app, path ?? '') : showAccess(context, app))
}

function wrong(reason: string): Problem {
  return new Problem('invalid', { where: 'access', reason })
}
