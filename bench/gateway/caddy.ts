import { cores, hosts, ports } from './place.ts'
import type { Folder } from './place.ts'
import { Program } from './program.ts'

/** Caddy as a reverse proxy with one site a host, on one core. */
export async function startCaddy(folder: Folder): Promise<Program> {
  const sites = hosts.map((host) => `http://${host}:${ports.caddy} {\n  bind 127.0.0.1\n  reverse_proxy 127.0.0.1:${ports.upstream}\n}`)
  const file = await folder.write('Caddyfile', `{\n  admin off\n  auto_https off\n  log {\n    output discard\n  }\n}\n${sites.join('\n')}\n`)
  return Program.start(cores.proxy, ['caddy', 'run', '--adapter', 'caddyfile', '--config', file], ports.caddy, { GOMAXPROCS: '1', XDG_DATA_HOME: folder.path, XDG_CONFIG_HOME: folder.path })
}
