import { posix } from 'node:path'
import type { Ask } from '../model/grant.ts'
import { grantFor } from './grantfor.ts'
import { envFilesOf } from './compose.ts'
import type { Service } from './compose.ts'
import type { Place } from './bundle.ts'
import { partsOf } from './mounts.ts'
import { allDataOf, below, inside, insideApp, resolvePath } from './paths.ts'

/** Capabilities that give no way out of the container (capabilities(7)): Docker's default set and nothing beyond. */
const harmlessCapabilities: ReadonlySet<string> = new Set('CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE'.split(' '))
/** Beyond those, the ones that stay within the container's own network and limits. (The clock is the machine's.) */
const partCapabilities: ReadonlySet<string> = new Set('NET_ADMIN NET_RAW NET_BROADCAST IPC_LOCK SYS_NICE SYS_RESOURCE LEASE'.split(' '))
/** Folders whose owner owns the machine. */
const vital = ['/bin', '/boot', '/dev', '/etc', '/lib', '/lib64', '/proc', '/root', '/run', '/sbin', '/sys', '/usr', '/var/lib', '/var/run', '/var/spool/cron']
const dockerSockets: ReadonlySet<string> = new Set(['/var/run/docker.sock', '/run/docker.sock'])
/** Devices through which the whole machine can be read or written. */
const vitalDevices = /^\/dev(\/(mem|kmem|port|sd\w*|nvme\w*|vd\w*|xvd\w*|mmcblk\w*|disk\b.*|mapper\b.*|loop\w*|dm-\w*|fuse|kvm))?$/

/** Namespaces of the machine that a service may ask to share, by the key of the compose file. */
const namespaces: Readonly<Record<string, string>> = { pid: 'processes', ipc: 'shared memory', uts: 'host name', userns_mode: 'user ids', cgroup: 'control groups' }

/** What one service asks for beyond its own folder and network. */
export function asksOf(app: string, name: string, service: Service, place: Place): readonly Ask[] {
  const ask = (grant: string, what: string, reach: Ask['reach'] = 'part'): Ask => ({ grant: grantFor(app, grant.trimEnd(), what), what, service: name, reach })
  return [...privileges(service, ask), ...hosts(service, ask), ...devices(service, ask), ...mounts(service, place, ask), ...files(service, place, ask)]
}

type Asking = (grant: string, what: string, reach?: Ask['reach']) => Ask

function privileges(service: Service, ask: Asking): readonly Ask[] {
  const capabilities = (service.cap_add ?? []).map((name) => name.toUpperCase().replace(/^CAP_/, '')).filter((name) => !harmlessCapabilities.has(name))
  const options = (service.security_opt ?? []).filter((option) => !/^no-new-privileges([:=]true)?$/.test(option))
  return [
    ...(service.privileged !== undefined && String(service.privileged) !== 'false' ? [ask('privileged', 'privileged mode', 'machine')] : []),
    ...capabilities.map((name) => ask(`capability:${name}`, `the capability ${name}`, partCapabilities.has(name) ? 'part' : 'machine')),
    ...options.map((option) => ask(`security:${option}`, `the security option ${option}`, 'machine')),
  ]
}

function hosts(service: Service, ask: Asking): readonly Ask[] {
  const network = service.network_mode === 'host' ? [ask('network:host', "the machine's own network, open to whoever can reach it")] : []
  const gateway = JSON.stringify(service.extra_hosts ?? '').includes('host-gateway') ? [ask('host-gateway', 'a name for the machine itself')] : []
  const shared = Object.entries(namespaces).filter(([key]) => service[key] === 'host')
  return [...network, ...gateway, ...shared.map(([key, what]) => ask(`${key.replace('userns_mode', 'userns')}:host`, `the ${what} of the machine`, 'machine'))]
}

function devices(service: Service, ask: Asking): readonly Ask[] {
  return (service.devices ?? []).map((device) => {
    const path = posix.normalize((typeof device === 'string' ? device.split(':')[0] : device.source) ?? '')
    return ask(`device:${path}`, `the device ${path}`, vitalDevices.test(path) ? 'machine' : 'part')
  })
}

function mounts(service: Service, place: Place, ask: Asking): readonly Ask[] {
  return service.volumes.flatMap((mount) => {
    const { type, source, readOnly } = partsOf(mount)
    if (type !== 'bind' || inside(place.folder, source)) return []
    return [mountAsk(resolvePath(place.folder, source), readOnly, place, ask)]
  })
}

function mountAsk(path: string, readOnly: boolean, { machine }: Place, ask: Asking): Ask {
  if (below(machine.shared, path)) return ask('shared', 'the folder that apps share (fs.shared)')
  if (below(allDataOf(machine.data), path)) return ask('all-app-data', 'the data of all apps, to read (fs.all_app_data)')
  if (dockerSockets.has(path)) return ask('docker-socket', "Docker's own socket", 'machine')
  const reach = [...vital, machine.data].some((folder) => below(folder, path) || below(path, folder)) ? 'machine' : 'part'
  return ask(`folder:${path}${readOnly ? ':ro' : ''}`, `the folder ${path} of the machine${readOnly ? ', to read' : ''}`, reach)
}

/** Files that Docker or Compose would read as root: only those that came with the app are free, since `data/` may hold links by now. */
function files(service: Service, place: Place, ask: Asking): readonly Ask[] {
  const paths = envFilesOf(service).map(({ path }) => path)
  return paths
    .filter((path) => !insideApp(place.folder, path))
    .map((path) => resolvePath(place.folder, path))
    .map((path) => ask(`file:${path}`, `the file ${path} of the machine`, 'machine'))
}
