import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What every sample app is built as. */
export const sampleImage = 'berth-test/whole:2'

/** What an app of the sample catalogue runs, and what it says of itself. */
interface Sample {
  readonly version?: string
  /** Arguments of busybox. */
  readonly command: readonly string[]
  readonly lifecycle?: object
  readonly access?: 'public' | 'private'
  readonly extra?: string
  /** Another image, that is not built. */
  readonly image?: string
  /** Mounts besides its data. */
  readonly volumes?: readonly string[]
  readonly meta?: object
}

/** Small programs that the sample apps answer with. */
const programs: Readonly<Record<string, string>> = {
  add: 'cat >> /data/lines; cat /data/lines',
  crash: 'kill -9 $(cat /tmp/httpd)',
  slow: 'for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 1; done',
  headers: 'env | grep ^HTTP_ | sort',
}
const serve = 'busybox httpd -f -p 8080 -h /www'

const http = (name: string): object => ({ container_name: name, container_port: 8080, entrypoint_port: 'http' })

const samples: Readonly<Record<string, Sample>> = {
  hello: { command: ['httpd', '-f', '-p', '8080', '-h', '/www'] },
  secretive: { command: ['httpd', '-f', '-p', '8080', '-h', '/www'], access: 'private' },
  /** Ends soon after its start, with words. */
  broken: { command: ['sh', '-c', 'echo the database is missing >&2; exit 7'] },
  /** Runs until it is told to crash. */
  fragile: { command: ['sh', '-c', `${serve} & echo $$! > /tmp/httpd; wait $$!; exit 9`] },
  /** Listens, but never answers. */
  mute: { command: ['nc', '-l', '-p', '8080', '-e', 'sleep', '1000'], meta: { 'x-berth': { ready_within: 2 } } },
  greedy: { command: ['httpd', '-f', '-p', '8080', '-h', '/www'], extra: 'privileged: true' },
  /** Listens on the machine itself. */
  wide: { command: ['httpd', '-f', '-p', '18083', '-h', '/www'], extra: 'network_mode: host', meta: { entrypoints: [{ container_name: 'wide', container_port: 18083, entrypoint_port: 'http' }] } },
  /** Its image is nowhere: nobody listens at port 1. */
  far: { command: ['true'], image: '127.0.0.1:1/nothing:1' },
  /** Uses the folder that apps share. */
  sharing: { command: ['httpd', '-f', '-p', '8080', '-h', '/www'], volumes: ['{{ fs.shared }}/books:/data/books', '{{ fs.all_app_data }}:/data/all'] },
  /** Answers each line with the same line, on a port without a sign-in. */
  echo: {
    command: ['sh', '-c', `nc -ll -p 1883 -e cat & ${serve}`],
    access: 'private',
    meta: { entrypoints: [http('echo'), { container_name: 'echo', container_port: 1883, entrypoint_port: 'mqtt' }] },
  },
  /** Needs a machine that nobody has. */
  huge: { command: ['httpd', '-f', '-p', '8080', '-h', '/www'], meta: { minimum_portal_size: 'xl' } },
  /** Tells what it is told of its visitors. */
  curious: {
    command: ['httpd', '-f', '-p', '8080', '-h', '/www'],
    meta: {
      paths: {
        '': { access: 'public', headers: { 'X-Ptl-Client-Type': '{{ auth.client_type }}', 'X-Ptl-Client-Name': '{{ auth.client_name }}', 'X-Ptl-User': '{{ portal.id[:6] }}@example.com' } },
        '/cgi-bin/private': { access: 'private', headers: { 'X-Ptl-Client-Type': '{{ auth.client_type }}' } },
      },
    },
  },
}

/** Writes a catalogue whose apps need no registry: each is one busybox. */
export async function makeCatalogue(folder: string): Promise<void> {
  const listed: object[] = []
  for (const [name, sample] of Object.entries(samples)) listed.push(await writeApp(folder, name, sample))
  await writeFile(join(folder, 'all_apps', 'store_metadata.json'), JSON.stringify({ apps: [...listed, { name: 'lost', app_version: '1' }, 17] }))
  await writeFile(join(folder, '..', 'settings.yaml'), JSON.stringify({ stores: [{ name: 'test', folder }] }))
}

async function writeApp(catalogue: string, name: string, { version = '1.0.0', command, lifecycle, access = 'public', extra, image, meta, volumes = [] }: Sample): Promise<object> {
  const folder = join(catalogue, 'all_apps', name)
  await mkdir(folder, { recursive: true })
  const said = {
    v: '1.3',
    app_version: version,
    name,
    pretty_name: name,
    icon: 'icon.svg',
    entrypoints: [http(name)],
    paths: { '': { access } },
    'x-berth': { build_files: { busybox: 'busybox-static' } },
  }
  const whole = { ...said, ...(lifecycle ? { lifecycle } : {}), ...meta, 'x-berth': { ...said['x-berth'], ...(meta as typeof said | undefined)?.['x-berth'] } }
  await writeFile(join(folder, 'app_meta.json'), JSON.stringify(whole))
  await writeFile(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY --chmod=755 busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\nCOPY --chmod=755 www /www\nRUN mkdir /tmp\n')
  await mkdir(join(folder, 'www', 'cgi-bin'), { recursive: true })
  await writeFile(join(folder, 'www', 'index.html'), 'hello\n')
  for (const [program, text] of Object.entries(programs)) await writeFile(join(folder, 'www', 'cgi-bin', program), `#!/bin/sh\nprintf 'Content-Type: text/plain\\r\\n\\r\\n'\n${text}\n`)
  await writeFile(join(folder, 'docker-compose.yml.template'), composeOf(name, command, volumes, image ? `image: ${image}` : `image: ${sampleImage}\n    build: .`, extra))
  return { name, pretty_name: name, app_version: version, icon: 'icon.svg', store_info: { description_short: `The app ${name}` } }
}

function composeOf(name: string, command: readonly string[], more: readonly string[], from: string, extra = ''): string {
  return `services:
  ${name}:
    ${from}
    container_name: ${name}
    restart: always
    stop_grace_period: 1s
    command: ${JSON.stringify(['/bin/busybox', ...command])}
    ports: ["9999:8080"]
    volumes: ${JSON.stringify(['{{ fs.app_data }}/data:/data', ...more])}
    environment: { TOKEN: "{{ secret('token') }}" }
    ${extra}
`
}
