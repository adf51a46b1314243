/** Options of `docker run` by what becomes of them. Those with a value have it after a space or `=`. */

/** Their letter, where they have one. */
export const letters: Readonly<Record<string, string>> = {
  attach: 'a',
  'cpu-shares': 'c',
  detach: 'd',
  env: 'e',
  hostname: 'h',
  interactive: 'i',
  label: 'l',
  memory: 'm',
  publish: 'p',
  'publish-all': 'P',
  quiet: 'q',
  tty: 't',
  user: 'u',
  volume: 'v',
  workdir: 'w',
}

/** With a value: what is taken over. */
export const taken = words(`publish expose env volume mount memory cpus name entrypoint user workdir tmpfs shm-size stop-timeout stop-signal
  health-cmd health-interval health-retries health-start-period health-timeout network net`)
/** Without a value: what is taken over. */
export const switches = words('init read-only no-healthcheck')

/** With a value: Berth does it in its own way, or it means nothing here. */
export const ignored: Readonly<Record<string, string>> = {
  restart: 'Berth starts it again by itself',
  pull: 'the newest is fetched',
  platform: 'it is fetched for this machine',
  label: 'labels are Berth’s own',
  'label-file': 'labels are Berth’s own',
  'log-driver': 'its log is kept by Berth',
  'log-opt': 'its log is kept by Berth',
  hostname: 'it is reached by its own name',
  domainname: 'it is reached by its own name',
  'network-alias': 'it has a network of its own',
  'net-alias': 'it has a network of its own',
  ip: 'it has a network of its own',
  'mac-address': 'it has a network of its own',
  dns: 'it asks the machine’s own name server',
  'dns-search': 'it asks the machine’s own name server',
  'dns-option': 'it asks the machine’s own name server',
  annotation: 'it has no meaning here',
  attach: 'it runs by itself',
  'detach-keys': 'it runs by itself',
  cidfile: 'it runs by itself',
  'memory-reservation': 'only the limit of its memory counts',
  'memory-swap': 'only the limit of its memory counts',
  'memory-swappiness': 'only the limit of its memory counts',
  'cpu-shares': 'only the number of its processors counts',
  'cpu-period': 'only the number of its processors counts',
  'cpu-quota': 'only the number of its processors counts',
  'cpuset-cpus': 'only the number of its processors counts',
  'pids-limit': 'Berth limits processes by itself',
  ulimit: 'it has the machine’s usual limits',
  'cap-drop': 'Berth takes rights away by itself',
}
/** Without a value. */
export const ignoredSwitches: Readonly<Record<string, string>> = {
  detach: 'it runs by itself',
  rm: 'Berth removes its containers, never its data',
  interactive: 'it runs by itself',
  tty: 'it runs by itself',
  quiet: 'it runs by itself',
  'publish-all': 'one port leads to it',
  'sig-proxy': 'it runs by itself',
  'disable-content-trust': 'the digest says which image it is',
}

/** With a value: what no app may have. */
export const refused: Readonly<Record<string, string>> = {
  'env-file': 'a file of variables lies on another machine; give them as --env, or later',
  device: 'no device of the machine is given to an image',
  'device-cgroup-rule': 'no device of the machine is given to an image',
  gpus: 'no device of the machine is given to an image',
  'cap-add': 'no right beyond the usual is given to an image',
  'security-opt': 'how it is kept apart is not loosened',
  pid: 'it sees no processes but its own',
  ipc: 'it shares no memory with others',
  uts: 'it has no name of the machine’s',
  userns: 'how it is kept apart is not loosened',
  cgroupns: 'how it is kept apart is not loosened',
  'cgroup-parent': 'how it is kept apart is not loosened',
  runtime: 'it runs in Docker’s usual way',
  isolation: 'it runs in Docker’s usual way',
  sysctl: 'settings of the kernel are not changed',
  'volumes-from': 'data of other containers is not shared',
  'volume-driver': 'its data lies in folders of this machine',
  'storage-opt': 'its data lies in folders of this machine',
  link: 'apps do not reach each other; give them as one compose file',
  'add-host': 'names of other machines are not made up',
  'group-add': 'it runs as its own user and group',
}
/** Without a value. */
export const refusedSwitches: Readonly<Record<string, string>> = {
  privileged: 'an image never has all rights of the machine',
  'oom-kill-disable': 'an app that takes all memory is ended',
  'use-api-socket': 'Docker itself is given to no image',
}

function words(text: string): readonly string[] {
  return text.split(/\s+/)
}
