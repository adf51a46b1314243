import type { Command } from 'commander'
import type { DeviceView } from '../../model/device.ts'
import { consents } from '../answer.ts'
import { example, wholeNumber } from '../arguments.ts'
import type { Context } from '../context.ts'
import { ago, table } from '../terminal.ts'
import { deviceCalled } from '../whom.ts'

/** Shared machines, which are visitors themselves. */
export function addDevices(program: Command, context: () => Context): void {
  const devices = program
    .command('devices')
    .description('shared tablets and computers that are paired: nobody signs in on them')
    .addHelpText('after', example('devices', 'devices pair --many --minutes 30', 'devices rename tablet-1 "Reading corner"'))
  devices
    .command('list', { isDefault: true })
    .description('which are paired')
    .addHelpText('after', example('devices list'))
    .action(async () => await list(context()))
  addPair(devices, context)
  devices
    .command('rename <device> <name>')
    .description('call a device something else')
    .addHelpText('after', example('devices rename tablet-1 "Reading corner"'))
    .action(async (device: string, name: string) => {
      const { client, terminal } = context()
      const { id, name: before } = await deviceCalled(client, device)
      const answer = await client.send('PATCH', `/api/devices/${id}`, { name })
      terminal.show(answer, () => `${before} is called ${name} now.`)
    })
  devices
    .command('revoke <device>')
    .description('a device is paired no longer, on every app at once')
    .option('--yes', 'do not ask')
    .addHelpText('after', example('devices revoke tablet-1'))
    .action(async (device: string, { yes }: { yes?: boolean }) => await revoke(context(), device, yes))
}

function addPair(devices: Command, context: () => Context): void {
  devices
    .command('pair')
    .description('let a device in with six digits or a QR code, and say which came')
    .option('--many', 'any number of devices, for a room full of them')
    .option('--minutes <minutes>', 'how long the code is good, at most 60', wholeNumber(1), 10)
    .option('--no-wait', 'do not wait for the device')
    .option('--end', 'only end the code that is good now')
    .addHelpText('after', example('devices pair', 'devices pair --many --minutes 30', 'devices pair --end'))
    .action(async (options: { many?: boolean; minutes: number; wait: boolean; end?: boolean }) => {
      const { endPairing, pair } = await import('../pairing.ts')
      const here = context()
      if (options.end) await endPairing(here)
      else await pair(here, { many: options.many === true, minutes: options.minutes }, options.wait)
    })
}

async function list({ client, terminal }: Context): Promise<void> {
  const devices = await client.get<DeviceView[]>('/api/devices')
  const row = ({ id, name, agent, created, seen, by }: DeviceView): string[] => [name, agent, `${ago(created)} ago`, by, `${ago(seen)} ago`, id]
  terminal.show(devices, () => (devices.length === 0 ? 'No device is paired. Let one in: berth devices pair' : table(['NAME', 'KIND', 'PAIRED', 'BY', 'SEEN', 'ID'], devices.map(row))))
}

async function revoke({ client, terminal }: Context, given: string, yes: boolean | undefined): Promise<void> {
  const { id, name } = await deviceCalled(client, given)
  if (!(await consents(terminal, yes, `Revoke ${name}? It must be paired anew to come back.`))) return
  const answer = await client.send('DELETE', `/api/devices/${id}`)
  terminal.show(answer, () => `${name} is revoked.`)
}
