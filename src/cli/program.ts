import { Command } from 'commander'
import type { Context } from './context.ts'
import { addApps } from './commands/apps.ts'
import { addCompletion } from './commands/completion.ts'
import { addInstall } from './commands/install.ts'
import { addJobs } from './commands/jobs.ts'
import { addLogs } from './commands/logs.ts'
import { addMachine } from './commands/machine.ts'
import { addPerson } from './commands/person.ts'
import { addRun } from './commands/run.ts'
import { addShelf } from './commands/shelf.ts'
import { addUp } from './commands/up.ts'
import { exits } from './exits.ts'

/** Every command; each file adds its own. */
export function buildProgram(version: string, open: (options: { json?: boolean; url?: string }) => Context): Command {
  const program = new Command('berth')
  program
    .description('A place where web apps dock, on machines people own.')
    .version(version)
    .option('--json', 'print JSON, exactly as the API gives it')
    .option('--url <address>', "another engine's console address, with a token in BERTH_TOKEN")
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: false })
    .exitOverride((end) => {
      throw Object.assign(end, { exitCode: end.exitCode === 0 ? exits.ok : exits.usage })
    })
  const context = (): Context => open(program.opts())
  for (const add of [addUp, addMachine, addApps, addInstall, addRun, addLogs, addShelf, addJobs, addPerson, addCompletion]) add(program, context)
  program.addHelpText(
    'after',
    '\nBesides: berth test [--long] [filter…] runs the tests, berth bench [name…] the benches.\nExit codes: 0 done, 1 failed, 2 wrong use, 3 not found, 4 Berth is not up, 5 not allowed, 6 the job failed.',
  )
  return program
}
