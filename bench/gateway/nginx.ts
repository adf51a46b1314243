import { join } from 'node:path'
import { cores, hosts, ports } from './place.ts'
import type { Folder } from './place.ts'
import { Program } from './program.ts'

/** Answers of 1 KB and 100 KB; the same one for every proxy. */
export async function startUpstream(folder: Folder): Promise<Program> {
  await folder.write('100k', 'x'.repeat(100 * 1024))
  const body = 'x'.repeat(1024)
  return start(
    folder,
    'upstream',
    cores.rest,
    ports.upstream,
    `server { listen 127.0.0.1:${ports.upstream}; location = /1k { return 200 "${body}"; } location = /100k { root ${folder.path}; open_file_cache max=10; } }`,
  )
}

/** nginx as a reverse proxy with one server a host, one worker. */
export async function startNginx(folder: Folder): Promise<Program> {
  const servers = hosts.map(
    (host) =>
      `server { listen 127.0.0.1:${ports.nginx}; server_name ${host}; location / { proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; } }`,
  )
  const up = `upstream up { server 127.0.0.1:${ports.upstream}; keepalive 128; keepalive_requests 100000000; }`
  return start(folder, 'nginx', cores.proxy, ports.nginx, `server_names_hash_max_size 4096; server_names_hash_bucket_size 128;\n${up}\n${servers.join('\n')}`)
}

async function start(folder: Folder, name: string, core: string, port: number, servers: string): Promise<Program> {
  const inside = (file: string): string => join(folder.path, `${name}-${file}`)
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${inside(kind)};`).join(' ')
  const text = `daemon off; master_process off; worker_processes 1; pid ${inside('pid')}; error_log stderr crit;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 100000000; keepalive_timeout 3600; sendfile on; tcp_nopush on; ${temp}
${servers} }`
  const file = await folder.write(`${name}.conf`, text)
  return Program.start(core, ['nginx', '-p', folder.path, '-c', file], port)
}
