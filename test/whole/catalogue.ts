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

const samples: Readonly<Record<string, Sample>> = {
  hello: { command: ['httpd', '-f', '-p', '8080', '-h', '/www'] },
  secretive: { command: ['httpd', '-f', '-p', '8080', '-h', '/www'], access: 'private' },
  /** Ends soon after its start, with words. */
  broken: { command: ['sh', '-c', 'echo the database is missing >&2; exit 7'] },
  /** Runs until it is told to crash. */
  fragile: { command: ['sh', '-c', `${serve} & echo $$! > /tmp/httpd; wait $$!; exit 9`] },
  /** Listens, but never answers. */
  mute: { command: ['nc', '-l', '-p', '8080', '-e', 'sleep', '1000'], meta: { 'x-berth': { ready_within: 2 } } },
  greedy: { command: ['sleep', '1'], extra: 'privileged: true' },
}

/** Writes a catalogue whose apps need no registry: each is one busybox. */
export async function makeCatalogue(folder: string): Promise<void> {
  const listed: object[] = []
  for (const [name, sample] of Object.entries(samples)) listed.push(await writeApp(folder, name, sample))
  await writeFile(join(folder, 'all_apps', 'store_metadata.json'), JSON.stringify({ apps: [...listed, { name: 'lost', app_version: '1' }, 17] }))
  await writeFile(join(folder, '..', 'settings.yaml'), JSON.stringify({ stores: [{ name: 'test', folder }] }))
}

async function writeApp(catalogue: string, name: string, { version = '1.0.0', command, lifecycle, access = 'public', extra, meta }: Sample): Promise<object> {
  const folder = join(catalogue, 'all_apps', name)
  await mkdir(folder, { recursive: true })
  const entry = { container_name: name, container_port: 8080, entrypoint_port: 'http' }
  const said = { v: '1.3', app_version: version, name, pretty_name: name, icon: 'icon.svg', entrypoints: [entry], paths: { '': { access } }, 'x-berth': { build_files: { busybox: 'busybox-static' } } }
  const whole = { ...said, ...(lifecycle ? { lifecycle } : {}), ...meta, 'x-berth': { ...said['x-berth'], ...(meta as typeof said | undefined)?.['x-berth'] } }
  await writeFile(join(folder, 'app_meta.json'), JSON.stringify(whole))
  await writeFile(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY --chmod=755 busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\nCOPY --chmod=755 www /www\nRUN mkdir /tmp\n')
  await mkdir(join(folder, 'www', 'cgi-bin'), { recursive: true })
  await writeFile(join(folder, 'www', 'index.html'), 'hello\n')
  for (const [program, text] of Object.entries(programs)) await writeFile(join(folder, 'www', 'cgi-bin', program), `#!/bin/sh\nprintf 'Content-Type: text/plain\\r\\n\\r\\n'\n${text}\n`)
  await writeFile(join(folder, 'docker-compose.yml.template'), composeOf(name, command, extra))
  return { name, pretty_name: name, app_version: version, icon: 'icon.svg', store_info: { description_short: `The app ${name}` } }
}

function composeOf(name: string, command: readonly string[], extra = ''): string {
  return `services:
  ${name}:
    image: ${sampleImage}
    build: .
    container_name: ${name}
    restart: always
    stop_grace_period: 1s
    command: ${JSON.stringify(['/bin/busybox', ...command])}
    ports: ["9999:8080"]
    volumes: ["{{ fs.app_data }}/data:/data"]
    environment: { TOKEN: "{{ secret('token') }}" }
    ${extra}
`
}
