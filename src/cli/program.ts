import { Command } from 'commander'
import type { Context } from './context.ts'
import { addAccess } from './commands/access.ts'
import { addApps } from './commands/apps.ts'
import { addAudit } from './commands/audit.ts'
import { addAuthor } from './commands/author.ts'
import { addCompletion } from './commands/completion.ts'
import { addConnections } from './commands/connections.ts'
import { addDevices } from './commands/devices.ts'
import { addDocuments } from './commands/documents.ts'
import { addEnv } from './commands/env.ts'
import { addExec } from './commands/exec.ts'
import { addFigures } from './commands/figures.ts'
import { addGroups } from './commands/groups.ts'
import { addHttps } from './commands/https.ts'
import { addImages } from './commands/images.ts'
import { addInit } from './commands/init.ts'
import { addInstall } from './commands/install.ts'
import { addInvitations } from './commands/invite.ts'
import { addJobs } from './commands/jobs.ts'
import { addKeys } from './commands/keys.ts'
import { addLinks } from './commands/links.ts'
import { addLogin } from './commands/login.ts'
import { addLogs } from './commands/logs.ts'
import { addMachine } from './commands/machine.ts'
import { addMe } from './commands/me.ts'
import { addOpenMode } from './commands/openmode.ts'
import { addOutside } from './commands/outside.ts'
import { addPeople } from './commands/people.ts'
import { addPerson } from './commands/person.ts'
import { addPreviews } from './commands/previews.ts'
import { addProjects } from './commands/projects.ts'
import { addPush } from './commands/push.ts'
import { addRegistry } from './commands/registry.ts'
import { addReleases } from './commands/releases.ts'
import { addRepositories } from './commands/repositories.ts'
import { addRun } from './commands/run.ts'
import { addRunImage } from './commands/runimage.ts'
import { addService } from './commands/service.ts'
import { addServices } from './commands/services.ts'
import { addSessions } from './commands/sessions.ts'
import { addShelf } from './commands/shelf.ts'
import { addStore } from './commands/store.ts'
import { addStores } from './commands/stores.ts'
import { addToken } from './commands/token.ts'
import { addUp } from './commands/up.ts'
import { addUpdate } from './commands/update.ts'
import { addVersion } from './commands/version.ts'
import { exits, exitWords } from './exits.ts'

/** In the order of the help: the machine, its apps, images by name, previews, what is pushed to it, its people, the rest. */
const parts = [
  ...[addUp, addMachine, addService, addApps, addStore, addInstall, addRun, addUpdate, addLogs, addExec, addShelf, addStores, addAuthor, addJobs],
  ...[addRunImage, addImages, addRegistry, addDocuments],
  ...[addPreviews, addConnections, addRepositories],
  ...[addLogin, addInit, addPush, addReleases, addEnv, addServices, addKeys, addProjects, addFigures],
  ...[addPerson, addPeople, addInvitations, addGroups, addDevices, addAccess, addLinks, addMe, addSessions, addToken, addAudit],
  ...[addHttps, addOpenMode, addOutside, addCompletion, addVersion],
]

/** Every command; each file adds its own. `open` is called by a command when it begins. */
export function buildProgram(version: string, open: (options: { json?: boolean; url?: string }) => Context): Command {
  const program = new Command('berth')
  program
    .description('A place where web apps dock, on machines people own.')
    .version(version)
    .option('--json', 'print JSON, exactly as the API gives it')
    .option('--url <address>', "another engine's console address (or BERTH_URL), with a token in BERTH_TOKEN")
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
  for (const add of parts) add(program, () => open(program.opts()))
  return program.addHelpText('after', `\nBesides: berth test [--long] [filter…] runs the tests, berth bench [name…] the benches.\n\nExit codes:\n${exitTable()}`)
}

function exitTable(): string {
  return (Object.keys(exits) as (keyof typeof exits)[]).map((name) => `  ${exits[name]}  ${exitWords[name]}`).join('\n')
}
