import { Problem } from '../../model/problem.ts'

/** What a container of somebody's project never has here: by the long name of the option. */
const never: Readonly<Record<string, string>> = {
  privileged: 'the rights of the machine',
  'use-api-socket': 'Docker itself',
  'cap-add': 'rights beyond the usual',
  'security-opt': 'other walls around it',
  device: 'a device of the machine',
  'device-cgroup-rule': 'devices of the machine',
  gpus: 'a graphics processor',
  runtime: 'another runtime',
  'cgroup-parent': 'another place in the machine’s accounts',
  'volumes-from': 'the folders of another container',
}

const shared: ReadonlySet<string> = new Set(['network', 'net', 'pid', 'ipc', 'uts', 'userns', 'cgroupns'])

export function refused(what: string, next = 'Take it out of ./run; or write a Dockerfile or a compose file.'): Problem {
  return new Problem('build-refused', { reason: `./run serve asks Docker for ${what}`, next })
}

/** Throws `build-refused` where an option asks for what a container never has here. */
export function refuseOption(name: string, value: string): void {
  if (Object.hasOwn(never, name) && value !== 'false') throw refused(`${never[name]} (--${name})`)
  if (shared.has(name) && /^(?:host$|container:)/.test(value)) throw refused(`${value === 'host' ? `the machine’s own ${name}` : `what another container has`} (--${name} ${value})`)
}
