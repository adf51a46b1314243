import { join } from 'node:path'
import type { Command } from 'commander'
import { agrees } from '../answer.ts'
import { example, onThisMachine } from '../arguments.ts'
import type { Context } from '../context.ts'

export function addService(program: Command, context: () => Context): void {
  const service = program.command('service').description('start Berth with the machine').addHelpText('after', example('service install'))
  for (const [verb, does] of [
    ['install', 'start Berth whenever the machine starts'],
    ['remove', 'do not any more'],
  ] as const) {
    service
      .command(verb)
      .description(does)
      .option('--yes', 'do not ask')
      .addHelpText('after', example(`service ${verb}`))
      .action(async ({ yes }: { yes?: boolean }) => await changeService(onThisMachine(context(), `service ${verb}`), verb, yes === true))
  }
}

/** Says what it will write before it does. */
async function changeService({ terminal, data, home, node, source, ending }: Context, verb: 'install' | 'remove', yes: boolean): Promise<void> {
  const { carryOut, describePlan, planInstall, planRemove } = await import('../machine/service.ts')
  const place = { home, data, node, engine: join(source, 'engine', `main.${ending}`) }
  const plan = verb === 'install' ? await planInstall('/', place) : await planRemove('/')
  for (const line of describePlan(plan)) terminal.say(line)
  if (!yes && terminal.live && !(await agrees('Do this?'))) return terminal.say('Nothing was changed.')
  await carryOut(plan, '/')
  terminal.show(plan, () => 'Done.')
}
