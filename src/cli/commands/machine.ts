import { join } from 'node:path'
import type { Command } from 'commander'
import type { InstanceView } from '../../model/instance.ts'
import type { MachineView } from '../../model/machine.ts'
import { agrees } from '../answer.ts'
import type { Context } from '../context.ts'
import { health } from '../engineprocess.ts'
import type { Urls } from '../engineprocess.ts'
import { examine } from '../machine/doctor.ts'
import type { Row } from '../machine/facts.ts'
import { carryOut, describePlan, planInstall, planRemove } from '../machine/service.ts'
import { bytes, stateWord, styled, table } from '../terminal.ts'

export function addMachine(program: Command, context: () => Context): void {
  program
    .command('status')
    .description('is Berth up, and how are its apps')
    .action(async () => await status(context()))
  program
    .command('doctor')
    .description('what this machine has and lacks, and how to mend it')
    .action(async () => await doctor(context()))
  const service = program.command('service').description('start Berth with the machine')
  for (const [verb, does] of [
    ['install', 'start Berth whenever the machine starts'],
    ['remove', 'do not any more'],
  ] as const) {
    service
      .command(verb)
      .description(does)
      .option('--yes', 'do not ask')
      .action(async ({ yes }: { yes?: boolean }) => await changeService(context(), verb, yes === true))
  }
}

async function status(context: Context): Promise<void> {
  const { client, terminal } = context
  const [up, urls, apps, machine] = await Promise.all([health(context), client.get<Urls>('/api/local/urls'), client.get<InstanceView[]>('/api/instances'), client.get<MachineView>('/api/machine')])
  if (terminal.json) return terminal.print(JSON.stringify({ health: up, urls, apps, machine }))
  const asleep = apps.filter(({ state }) => state === 'paused' || state === 'stopped').length
  const rows = [
    ['engine', `up, version ${up?.version ?? '?'}`],
    ['gateway', urls.port === null ? 'not reached yet' : `up, port ${urls.port}`],
    ['Docker', machine.docker === 'up' ? 'up' : styled('red', 'does not answer: berth doctor says how to start it')],
    ['console', urls.console + (up?.claimed ? '' : `  (no owner yet; claim code ${urls.code ?? 'spent: berth claim'})`)],
    ['disk', `${bytes(machine.disk.free)} free${machine.disk.low ? styled('red', ', too little: apps are stopped') : ''}`],
    ['apps', `${apps.length}, ${asleep} asleep`],
  ]
  terminal.print(table(['BERTH', ''], rows))
  for (const { name, state, cause } of apps) if (cause) terminal.print(`\n${stateWord(state)} ${name}: ${cause.message}\n  fix: ${cause.fix}`)
}

async function doctor({ terminal, data }: Context): Promise<void> {
  const rows = await examine(data)
  if (terminal.json) terminal.print(JSON.stringify(rows))
  else terminal.print(table(['', 'WHAT', 'FOUND', 'TO MEND IT'], rows.map(rowOf)))
  if (rows.some(({ level }) => level === 'bad')) process.exitCode = 1
}

function rowOf({ name, level, found, fix }: Row): readonly string[] {
  const sign = { ok: styled('green', '✔ ok'), warn: styled('yellow', '! look'), bad: styled('red', '✖ bad') }[level]
  return [sign, name, found, fix]
}

async function changeService({ terminal, data, home, node, source, ending }: Context, verb: 'install' | 'remove', yes: boolean): Promise<void> {
  const place = { home, data, node, engine: join(source, 'engine', `main.${ending}`) }
  const plan = verb === 'install' ? await planInstall('/', place) : await planRemove('/')
  for (const line of describePlan(plan)) terminal.say(line)
  if (!yes && terminal.live && !(await agrees('Do this?'))) return terminal.say('Nothing was changed.')
  await carryOut(plan, '/')
  terminal.say('Done.')
}
