import { Problem } from '../model/problem.ts'
import { envFilesOf } from './compose.ts'
import type { Compose, Service } from './compose.ts'
import { partsOf } from './mounts.ts'
import { nested } from './nesting.ts'
import { inside, insideApp } from './paths.ts'

/** Keys of a service that an app may use. What is not here is refused by name: a new key of Compose is not free until it was read. */
const allowed: ReadonlySet<string> = new Set(
  `image build command entrypoint environment env_file labels annotations depends_on healthcheck volumes tmpfs user group_add working_dir
  init stop_signal stop_grace_period hostname domainname restart container_name ports expose networks links logging shm_size ulimits
  mem_limit mem_reservation memswap_limit mem_swappiness cpus cpu_shares cpuset pids_limit read_only tty stdin_open platform extra_hosts
  dns dns_search deploy cap_add cap_drop security_opt pull_policy attach profiles scale network_mode privileged`.split(/\s+/),
)
const allowedAtTop: ReadonlySet<string> = new Set(['services', 'volumes', 'networks', 'version', 'name'])

/** Capabilities that give no way out of the container (capabilities(7)): Docker's default set and nothing beyond. */
const harmlessCapabilities: ReadonlySet<string> = new Set('CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE'.split(' '))

/**
 * Refuses what an app may not have without the owner's grant. Throws `refused` naming the service and the thing.
 * `folder` is the instance's; paths in the file are relative to its `app/`.
 */
export function judge(app: string, compose: Compose, folder: string): void {
  const refuse = (what: string): never => {
    throw new Problem('refused', { app, what })
  }
  for (const key of Object.keys(compose)) if (!allowedAtTop.has(key) && !key.startsWith('x-')) refuse(`\`${key}\` in its compose file`)
  for (const [name, options] of Object.entries(compose.volumes)) judgeVolume(name, options ?? {}, refuse)
  for (const [name, service] of Object.entries(compose.services)) {
    for (const what of findings(service, folder)) refuse(`${what} (service ${name})`)
  }
  for (const what of nested(compose, folder)) refuse(what)
}

function judgeVolume(name: string, options: object, refuse: (what: string) => never): void {
  const odd = Object.keys(options).find((key) => !['name', 'labels', 'driver'].includes(key))
  if (odd) refuse(`the volume ${name} with \`${odd}\``)
  if ('driver' in options && options.driver !== 'local') refuse(`the volume ${name} with another driver`)
}

function findings(service: Service, folder: string): readonly string[] {
  return [...keys(service), ...privileges(service), ...hosts(service), ...mounts(service, folder), ...files(service, folder), ...variables(service)]
}

function keys(service: Service): readonly string[] {
  return Object.keys(service)
    .filter((key) => !allowed.has(key) && !key.startsWith('x-'))
    .map((key) => `\`${key}\``)
}

function privileges(service: Service): readonly string[] {
  const capabilities = (service.cap_add ?? []).filter((name) => !harmlessCapabilities.has(name.toUpperCase().replace(/^CAP_/, '')))
  const options = (service.security_opt ?? []).filter((option) => !/^no-new-privileges(:true|=true)?$/.test(option))
  const privileged = service['privileged'] !== undefined && service['privileged'] !== false ? ['privileged mode'] : []
  return [...privileged, ...capabilities.map((name) => `the capability ${name}`), ...options.map((option) => `the security option ${option}`)]
}

function hosts(service: Service): readonly string[] {
  const mode = service['network_mode']
  const network = mode === undefined || mode === 'bridge' || mode === 'none' ? [] : [`the network mode ${JSON.stringify(mode).replaceAll('"', '')}`]
  const gateway = JSON.stringify(service.extra_hosts ?? '').includes('host-gateway') ? ['a name for the machine itself'] : []
  return [...network, ...gateway]
}

function mounts(service: Service, folder: string): readonly string[] {
  return service.volumes.flatMap((mount) => {
    const { type, source } = partsOf(mount)
    if (!['bind', 'volume', 'tmpfs'].includes(type)) return [`a mount of the type ${type}`]
    if (typeof mount !== 'string' && type !== 'tmpfs' && Object.keys(mount).some((key) => !['type', 'source', 'target', 'read_only'].includes(key))) return ['a mount with options of its own']
    if (type !== 'bind' || inside(folder, source)) return []
    return [source.includes('docker.sock') ? "Docker's own socket" : `the folder ${source} of the machine`]
  })
}

/** Files that Docker or Compose would read as root: only those that came with the app, since `data/` may hold links by now. */
function files(service: Service, folder: string): readonly string[] {
  const context = typeof service.build === 'string' ? service.build : service.build?.context
  const paths = [...(context === undefined ? [] : [context]), ...envFilesOf(service).map(({ path }) => path)]
  return paths.filter((path) => !insideApp(folder, path)).map((path) => `the file or folder ${path}`)
}

/** Compose fills `$NAME` after this was judged: where that could change what is mounted or run, it is not allowed. */
function variables(service: Service): readonly string[] {
  const { environment: _e, command: _c, entrypoint: _p, healthcheck: _h, labels: _l, ...rest } = service
  return /(?<!\$)(\$\$)*\$(?!\$)/.test(JSON.stringify(rest)) ? ['a `$` variable outside environment, command and healthcheck'] : []
}
